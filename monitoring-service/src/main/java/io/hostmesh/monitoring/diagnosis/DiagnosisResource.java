package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Diagnoses: what changed at a server, and where on the path to it time and packets are lost. */
@Path("/v1/diagnoses")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "checks")
class DiagnosisResource {

    private final DiagnosisHandler handler;
    private final CallerContext context;

    DiagnosisResource(DiagnosisHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Diagnose a server, a check or the path to a host",
            description =
                    "Of a server: its newest metrics, and what changed most against the hour before. Of any of them:"
                            + " 100 echoes and a trace, with the hop at which latency jumps and stays, and the hops that"
                            + " only answer late or seldom. Nothing is sent to addresses that are private, local or"
                            + " reserved, unless the operator allows their network. A check that fails without an answer"
                            + " is diagnosed by itself, as is the server that a ticket is opened about.")
    @APIResponseSchema(value = DiagnosisView.class, responseCode = "202")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses({Refusal.TOO_MANY_DIAGNOSES, Refusal.HOST_NOT_ALLOWED, Refusal.PATHS_NOT_AVAILABLE})
    public Uni<Response> create(
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, DiagnosisRequest request) {
        return handler.create(caller(), context.cause(), idempotencyKey, request);
    }

    @GET
    @Operation(summary = "List diagnoses, the newest first")
    public Uni<Page<DiagnosisView>> list(
            @QueryParam("server") @Nullable String server,
            @QueryParam("check") @Nullable String check,
            @BeanParam @Valid PageRequest page) {
        return handler.list(caller(), server, check, page);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One diagnosis, with what was found once it is done")
    public Uni<DiagnosisView> get(@PathParam("id") String id) {
        return handler.get(caller(), id);
    }

    @PUT
    @Path("/{id}/way-back")
    @Consumes(MediaType.TEXT_PLAIN)
    @Operation(
            summary = "Add the way back",
            description = "What traceroute, tracepath or mtr --report printed at the other end, as text.")
    @CommonRefusals(CommonProblem.NOT_FOUND)
    public Uni<DiagnosisView> wayBack(@PathParam("id") String id, @Nullable String trace) {
        return handler.wayBack(caller(), id, trace);
    }

    private Caller caller() {
        context.caller().refuseServers();
        return context.caller();
    }
}
