package io.hostmesh.monitoring.ruleset;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What an account's series are judged by. */
@Path("/v1/rules")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "rules")
public class RuleResource {

    private final RuleHandler handler;
    private final CallerContext context;

    RuleResource(RuleHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @POST
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            allOf = RuleBody.class,
                                            requiredProperties = {"name", "condition"})))
    @Operation(summary = "Make a rule")
    @APIResponseSchema(value = RuleView.class, responseCode = "201")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses(Refusal.TOO_MANY_RULES)
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, NewRule rule) {
        return handler.create(customer(), idempotencyKey, rule.body());
    }

    @GET
    @Operation(summary = "List the account's rules, and with the first page the built-in ones")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    public Uni<Page<RuleView>> list(@BeanParam @Valid PageRequest page) {
        return handler.list(customer(), page);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One rule")
    @APIResponseSchema(value = RuleView.class, responseCode = "200")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(customer(), id).map(RuleResource::tagged);
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a rule; of a built-in one only whether it is enabled")
    @APIResponseSchema(value = RuleView.class, responseCode = "200")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses(Refusal.BUILT_IN_RULE)
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, RuleBody body) {
        return handler.change(customer(), id, ifMatch, body).map(RuleResource::tagged);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a rule; what it has open is resolved")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses(Refusal.BUILT_IN_RULE)
    public Uni<Void> delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return handler.delete(customer(), id, ifMatch);
    }

    private Caller customer() {
        context.caller().refuseServers();
        return context.caller();
    }

    private static Response tagged(RuleView rule) {
        return Response.ok(rule).header("ETag", EntityTags.etag(rule.version())).build();
    }
}
