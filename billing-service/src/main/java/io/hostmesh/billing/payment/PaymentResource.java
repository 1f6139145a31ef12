package io.hostmesh.billing.payment;

import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.contracts.Money;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Payments of an invoice. */
@Path("/v1/invoices/{invoiceId}/payments")
@Tag(name = "billing")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PaymentResource {

    /**
     * A payment to be made.
     *
     * @param paymentMethod what is charged, for example {@code test-card}
     */
    record NewPayment(@NotBlank String paymentMethod) {}

    record PaymentView(
            String id,
            String invoiceId,
            String account,
            Money amount,
            String paymentMethod,
            Payment.State state,
            @Nullable String declineReason,
            Instant createdAt,
            @Nullable Instant decidedAt,
            String correlationId) {

        static PaymentView of(Payment payment) {
            return new PaymentView(
                    payment.id(),
                    payment.invoiceId(),
                    payment.accountId(),
                    Currencies.fromMinor(payment.amountMinor(), payment.currency()),
                    payment.paymentMethod(),
                    payment.state(),
                    payment.declineReason(),
                    payment.createdAt(),
                    payment.decidedAt(),
                    payment.correlationId());
        }
    }

    private final PaymentHandler handler;
    private final PaymentProcessor processor;
    private final CallerContext context;

    PaymentResource(PaymentHandler handler, PaymentProcessor processor, CallerContext context) {
        this.handler = handler;
        this.processor = processor;
        this.context = context;
    }

    static String path(String invoiceId) {
        return "/v1/invoices/" + invoiceId + "/payments";
    }

    @POST
    @Operation(
            operationId = "payInvoice",
            summary =
                    "Pays an invoice in full; the state says how it went, and is unknown while the processor is silent")
    public Uni<Response> pay(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("invoiceId") String invoiceId,
            @NotNull @Valid NewPayment wished) {
        Caller caller = context.caller();
        caller.refuseServers();
        if (!processor.accepts(wished.paymentMethod())) {
            throw Problems.invalid(List.of(new FieldError("paymentMethod", "is not known to the payment processor")));
        }
        return handler.pay(caller, context.cause(), invoiceId, wished, key).map(payment -> Response.status(201)
                .header(HttpHeaders.LOCATION, path(invoiceId) + "/" + payment.id())
                .entity(PaymentView.of(payment))
                .build());
    }

    @GET
    @Operation(operationId = "listPayments", summary = "The payments of an invoice, the declined ones included")
    public Uni<Page<PaymentView>> list(@PathParam("invoiceId") String invoiceId, @BeanParam @Valid PageRequest page) {
        Caller caller = context.caller();
        caller.refuseServers();
        return handler.page(caller, invoiceId, page)
                .map(payments -> Page.of(payments, page, Payment::id).map(PaymentView::of));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getPayment", summary = "A payment of an invoice")
    public Uni<PaymentView> get(@PathParam("invoiceId") String invoiceId, @PathParam("id") String id) {
        Caller caller = context.caller();
        caller.refuseServers();
        return handler.find(caller, invoiceId, id).map(PaymentView::of);
    }
}
