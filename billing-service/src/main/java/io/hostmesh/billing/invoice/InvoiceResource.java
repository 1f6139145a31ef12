package io.hostmesh.billing.invoice;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Drafts and invoices. */
@Path("/v1/invoices")
@Tag(name = "billing")
@Produces(MediaType.APPLICATION_JSON)
class InvoiceResource {

    private final InvoiceHandler handler;
    private final CallerContext context;

    InvoiceResource(InvoiceHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @GET
    @Operation(operationId = "listInvoices", summary = "The draft of what is not invoiced yet, then the invoices")
    public Uni<Page<InvoiceView>> list(@BeanParam @Valid PageRequest page) {
        Caller caller = context.caller();
        caller.refuseServers();
        return handler.page(caller.requireAccount(), page).map(views -> Page.of(views, page, InvoiceView::id));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getInvoice", summary = "A draft or invoice with its lines")
    public Uni<InvoiceView> get(@PathParam("id") String id) {
        Caller caller = context.caller();
        caller.refuseServers();
        return handler.find(caller, id);
    }

    @POST
    @Path("{id}/finalize")
    @Operation(operationId = "finalizeInvoice", summary = "Ends the draft at this second and makes it an invoice")
    public Uni<Response> finalizeDraft(
            @HeaderParam("Idempotency-Key") @Nullable String key, @PathParam("id") String id) {
        Caller caller = context.caller();
        caller.refuseServers();
        return handler.finalizeDraft(caller, context.cause(), id, key);
    }
}
