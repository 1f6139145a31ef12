package io.hostmesh.provisioning.server;

import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What becomes of what was asked. */
@Path("/v1/actions")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces(MediaType.APPLICATION_JSON)
class ActionResource {

    private final ActionHandler handler;
    private final CallerContext context;

    ActionResource(ActionHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @GET
    @Path("/{id}")
    public Uni<ActionView> get(@PathParam("id") String id) {
        context.caller().refuseServers();
        return handler.get(context.caller(), id);
    }
}
