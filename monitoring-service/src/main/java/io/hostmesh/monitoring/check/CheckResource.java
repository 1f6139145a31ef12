package io.hostmesh.monitoring.check;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.monitoring.check.CheckJudge.Result;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Checks that an account has set up. */
@Path("/v1/checks")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "checks")
class CheckResource {

    private final CheckHandler handler;
    private final KnownChecks known;
    private final CallerContext context;

    CheckResource(CheckHandler handler, KnownChecks known, CallerContext context) {
        this.handler = handler;
        this.known = known;
        this.context = context;
    }

    /** Places, by name. */
    record Places(List<String> items) {}

    /** Results, the newest first. */
    record Results(List<Result> items) {}

    @POST
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            allOf = CheckRequest.class,
                                            requiredProperties = {"name", "type", "target"})))
    @Operation(summary = "Set up a check, which is run at once and then at each interval")
    @APIResponseSchema(value = CheckView.class, responseCode = "201")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses(Refusal.TOO_MANY_CHECKS)
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, NewCheck request) {
        return handler.create(caller(), idempotencyKey, request.check());
    }

    @GET
    @Operation(summary = "List checks")
    public Uni<Page<CheckView>> list(@BeanParam @Valid PageRequest page) {
        return handler.list(caller(), page);
    }

    @GET
    @Path("/places")
    @Operation(summary = "The places that checks can be run at now")
    public Uni<Places> places() {
        caller();
        return known.places().map(places -> new Places(places.stream().sorted().toList()));
    }

    @GET
    @Path("/{id}")
    @APIResponseSchema(value = CheckView.class, responseCode = "200")
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(caller(), id).map(CheckResource::tagged);
    }

    @GET
    @Path("/{id}/results")
    @Operation(summary = "The results of a check that are kept, the newest first")
    public Uni<Results> results(@PathParam("id") String id) {
        return handler.results(caller(), id).map(Results::new);
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a check; it is run at once and judged anew")
    @APIResponseSchema(value = CheckView.class, responseCode = "200")
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, CheckRequest request) {
        return handler.change(caller(), id, ifMatch, request).map(CheckResource::tagged);
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return handler.delete(caller(), id, ifMatch);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }

    private static Response tagged(CheckView check) {
        return Response.ok(check)
                .header("ETag", EntityTags.etag(check.version()))
                .build();
    }
}
