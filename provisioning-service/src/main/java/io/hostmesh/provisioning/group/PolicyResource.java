package io.hostmesh.provisioning.group;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.provisioning.group.PolicyHandler.ForecastView;
import io.hostmesh.provisioning.group.SimulationRequests.SimulationBody;
import io.hostmesh.provisioning.group.SimulationRequests.SimulationView;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What a group's policies expect, and what they would do. Nothing here changes anything. */
@Path("/v1/groups")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
class PolicyResource {

    private final PolicyHandler handler;
    private final CallerContext context;

    PolicyResource(PolicyHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    /** The forecasts of the group's predictive policies; empty where it has none. */
    record Forecasts(List<ForecastView> items) {}

    @GET
    @Path("/{id}/forecast")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Forecasts> forecast(@PathParam("id") String id) {
        return handler.forecast(customer(), id).map(Forecasts::new);
    }

    @POST
    @Path("/{id}/simulations")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<SimulationView> simulate(@PathParam("id") String id, SimulationBody body) {
        return handler.simulate(customer(), id, body);
    }

    private Caller customer() {
        context.caller().refuseServers();
        return context.caller();
    }
}
