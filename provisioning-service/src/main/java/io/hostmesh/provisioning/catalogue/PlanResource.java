package io.hostmesh.provisioning.catalogue;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.provisioning.catalogue.PlanHandler.Shown;
import io.hostmesh.provisioning.catalogue.PlanRequests.ChangePlan;
import io.hostmesh.provisioning.catalogue.PlanRequests.CreatePlan;
import io.hostmesh.provisioning.catalogue.PlanRequests.PublishVersion;
import io.hostmesh.provisioning.catalogue.PlanView.VersionView;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.refusal.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Plans: everyone reads them, operators publish and retire them. */
@Path("/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PlanResource {

    private final PlanHandler handler;
    private final CallerContext context;

    PlanResource(PlanHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @GET
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<Page<PlanView>> list(
            @BeanParam @Valid PageRequest page, @QueryParam("retired") @DefaultValue("false") boolean retiredToo) {
        return handler.list(caller(), retiredToo, page);
    }

    @GET
    @Path("/{id}")
    @APIResponseSchema(value = PlanView.class, responseCode = "200")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(caller(), id).map(PlanResource::tagged);
    }

    @GET
    @Path("/{id}/versions")
    @CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
    public Uni<Page<VersionView>> versions(@PathParam("id") String id, @BeanParam @Valid PageRequest page) {
        caller();
        return handler.versions(id, page);
    }

    @POST
    @APIResponseSchema(value = PlanView.class, responseCode = "201")
    @CommonRefusals(CommonProblem.ADMINISTRATORS_ONLY)
    @Refuses(Refusal.PLAN_EXISTS)
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, CreatePlan request) {
        return handler.create(operator(), idempotencyKey, request);
    }

    @POST
    @Path("/{id}/versions")
    @APIResponseSchema(value = PlanView.class, responseCode = "201")
    @CommonRefusals(CommonProblem.ADMINISTRATORS_ONLY)
    public Uni<Response> publish(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            PublishVersion request) {
        return handler.publish(operator(), idempotencyKey, id, ifMatch, request);
    }

    @PATCH
    @Path("/{id}")
    @APIResponseSchema(value = PlanView.class, responseCode = "200")
    @CommonRefusals(CommonProblem.ADMINISTRATORS_ONLY)
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, ChangePlan request) {
        return handler.change(operator(), id, ifMatch, request).map(PlanResource::tagged);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }

    private Caller operator() {
        context.caller().requireAdmin();
        return context.caller();
    }

    private static Response tagged(Shown shown) {
        return Response.ok(shown.plan())
                .header("ETag", EntityTags.etag(shown.change()))
                .build();
    }
}
