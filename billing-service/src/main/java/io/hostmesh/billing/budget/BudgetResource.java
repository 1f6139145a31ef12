package io.hostmesh.billing.budget;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Limits to what an account spends. */
@Path(BudgetResource.PATH)
@Tag(name = "billing")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class BudgetResource {

    static final String PATH = "/v1/budgets";

    /**
     * A budget to be made.
     *
     * @param period null for a month
     */
    record NewBudget(@NotNull @Valid Limit limit, @Nullable BudgetPeriod period) {

        BudgetPeriod periodOrDefault() {
            return period == null ? BudgetPeriod.MONTH : period;
        }
    }

    record BudgetChange(@NotNull @Valid Limit limit) {}

    record Limit(
            @NotNull
            @Pattern(
                    regexp = "(?=.*[1-9])[0-9]{1,12}(\\.[0-9]{1,2})?",
                    message = "must be a decimal number above 0 such as 50.00")
            String amount,

            @NotNull @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as EUR")
            String currency) {

        BigDecimal toBigDecimal() {
            return new BigDecimal(amount);
        }
    }

    private final BudgetHandler handler;
    private final CallerContext context;
    private final String currency;

    BudgetResource(
            BudgetHandler handler,
            CallerContext context,
            @ConfigProperty(name = "hostmesh.billing.currency") String currency) {
        this.handler = handler;
        this.context = context;
        this.currency = currency;
    }

    @POST
    @Operation(operationId = "createBudget", summary = "A limit; when it is reached nothing more is provisioned")
    public Uni<Response> create(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewBudget wished) {
        Caller caller = person();
        requireOurCurrency(wished.limit());
        return handler.create(caller, context.cause(), wished, key);
    }

    @GET
    @Operation(operationId = "listBudgets", summary = "The budgets, with what is spent")
    public Uni<Page<BudgetView>> list(@BeanParam @Valid PageRequest page) {
        return handler.page(person().accountId(), page).map(views -> Page.of(views, page, BudgetView::id));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getBudget", summary = "A budget, with what is spent")
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.find(person(), id).map(BudgetResource::response);
    }

    @PATCH
    @Path("{id}")
    @Operation(
            operationId = "changeBudget",
            summary = "Another limit; one that is raised above the spending reinstates")
    public Uni<Response> change(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @PathParam("id") String id,
            @NotNull @Valid BudgetChange change) {
        Caller caller = person();
        requireOurCurrency(change.limit());
        return handler.changeLimit(caller, context.cause(), id, change, ifMatch).map(BudgetResource::response);
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "deleteBudget",
            summary = "No limit any more; reinstates if it was the one that was reached")
    public Uni<Response> delete(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @PathParam("id") String id) {
        return handler.delete(person(), context.cause(), id, ifMatch)
                .map(deleted -> Response.noContent().build());
    }

    private Caller person() {
        Caller caller = context.caller();
        caller.refuseServers();
        return caller;
    }

    private void requireOurCurrency(Limit limit) {
        if (!limit.currency().equals(currency)) {
            throw Problems.invalid(List.of(new FieldError("limit.currency", "must be " + currency)));
        }
    }

    private static Response response(BudgetView view) {
        return Response.ok(view)
                .header(HttpHeaders.ETAG, EntityTags.etag(view.version()))
                .build();
    }
}
