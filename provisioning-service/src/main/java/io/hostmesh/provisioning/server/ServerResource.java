package io.hostmesh.provisioning.server;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.refusal.Refuses;
import io.hostmesh.provisioning.server.ServerRequests.ChangeServer;
import io.hostmesh.provisioning.server.ServerRequests.CreateServer;
import io.hostmesh.provisioning.server.ServerRequests.ServerAction;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Servers as customers ask for them. */
@Path("/v1/servers")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class ServerResource {

    private final ServerHandler handler;
    private final ActionHandler actions;
    private final AttributeHandler attributes;
    private final CallerContext context;

    ServerResource(ServerHandler handler, ActionHandler actions, AttributeHandler attributes, CallerContext context) {
        this.handler = handler;
        this.attributes = attributes;
        this.actions = actions;
        this.context = context;
    }

    @POST
    @APIResponseSchema(value = ServerView.class, responseCode = "202")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses({
        Refusal.QUOTA_EXCEEDED,
        Refusal.UNITS_EXHAUSTED,
        Refusal.SPEND_LIMIT_REACHED,
        Refusal.NAME_TAKEN,
        Refusal.PLAN_RETIRED,
        Refusal.LOCATION_CLOSED,
        Refusal.IMAGE_NOT_OFFERED
    })
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, CreateServer request) {
        return handler.create(asked(idempotencyKey), request);
    }

    @GET
    public Uni<Page<ServerView>> list(@BeanParam PageRequest page, @BeanParam ServerQuery query) {
        Caller caller = caller();
        return handler.list(caller, query.filter(caller.accountId(), page), page);
    }

    @GET
    @Path("/{id}")
    @APIResponseSchema(value = ServerView.class, responseCode = "200")
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(caller(), id).map(server -> Response.ok(server)
                .header("ETag", EntityTags.etag(server.version()))
                .build());
    }

    @PATCH
    @Path("/{id}")
    @APIResponseSchema(value = ServerView.class, responseCode = "200")
    @Refuses({Refusal.ILLEGAL_STATE, Refusal.NAME_TAKEN})
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, ChangeServer request) {
        return attributes.change(caller(), id, ifMatch, request).map(server -> Response.ok(server)
                .header("ETag", EntityTags.etag(server.version()))
                .build());
    }

    @GET
    @Path("/{id}/user-data")
    @Produces({MediaType.TEXT_PLAIN, Problem.MEDIA_TYPE})
    public Uni<String> userData(@PathParam("id") String id) {
        return attributes.userData(caller(), id);
    }

    @DELETE
    @Path("/{id}")
    @APIResponseSchema(value = ServerView.class, responseCode = "202")
    @Refuses(Refusal.DELETION_PROTECTED)
    public Uni<Response> delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return actions.delete(asked(null), id, ifMatch);
    }

    @POST
    @Path("/{id}/actions")
    @APIResponseSchema(value = ActionView.class, responseCode = "202")
    @Refuses({
        Refusal.ACTION_UNDER_WAY,
        Refusal.ILLEGAL_STATE,
        Refusal.PLAN_UNCHANGED,
        Refusal.SERVER_IN_GROUP,
        Refusal.MACHINE_IN_QUARANTINE,
        Refusal.QUOTA_EXCEEDED,
        Refusal.UNITS_EXHAUSTED,
        Refusal.SPEND_LIMIT_REACHED
    })
    public Uni<Response> act(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
            ServerAction action) {
        return actions.act(asked(idempotencyKey), id, action);
    }

    @GET
    @Path("/{id}/actions")
    public Uni<Page<ActionView>> actions(@PathParam("id") String id, @BeanParam @Valid PageRequest page) {
        return actions.list(caller(), id, page);
    }

    private Asked asked(@Nullable String idempotencyKey) {
        return new Asked(caller(), context.cause(), idempotencyKey);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }
}
