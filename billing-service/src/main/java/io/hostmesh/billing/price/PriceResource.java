package io.hostmesh.billing.price;

import io.hostmesh.billing.rate.Price;
import io.hostmesh.contracts.Money;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.TimeFields;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the plans cost. */
@Path("/v1/prices")
@Tag(name = "billing")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PriceResource {

    /**
     * A price to be added.
     *
     * @param effectiveFrom rounded up to a whole second; null for at once
     */
    record NewPrice(
            @NotBlank @Size(max = 64) String plan,
            @NotNull @Valid HourlyPrice perHour,
            @Nullable Instant effectiveFrom) {}

    record HourlyPrice(
            @NotNull @Pattern(regexp = "[0-9]{1,9}(\\.[0-9]{1,6})?", message = "must be a decimal number such as 3.60")
            String amount,

            @NotNull @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as EUR")
            String currency) {

        BigDecimal toBigDecimal() {
            return new BigDecimal(amount);
        }
    }

    record PriceView(String id, String plan, Money perHour, Instant effectiveFrom) {

        static PriceView of(Price price) {
            return new PriceView(price.id(), price.planId(), price.money(), price.effectiveFrom());
        }
    }

    private final PriceHandler handler;
    private final CallerContext context;

    PriceResource(PriceHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @GET
    @Operation(operationId = "listPrices", summary = "Every price of every plan, past, present and to come")
    public Uni<Page<PriceView>> list(@QueryParam("plan") @Nullable String plan, @BeanParam @Valid PageRequest page) {
        context.caller().refuseServers();
        return handler.page(plan, page.after(), page.queryLimit())
                .map(prices -> Page.of(prices, page, Price::id).map(PriceView::of));
    }

    @POST
    @Operation(operationId = "addPrice", summary = "A new price of a plan from a moment on; for administrators")
    public Uni<Response> add(@HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewPrice wished) {
        Caller caller = context.caller();
        caller.requireAdmin();
        TimeFields.requireInRange("effectiveFrom", wished.effectiveFrom());
        return handler.add(caller, context.cause().withAccount(null), wished, key);
    }
}
