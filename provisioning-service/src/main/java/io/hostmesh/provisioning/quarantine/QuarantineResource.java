package io.hostmesh.provisioning.quarantine;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.quarantine.QuarantineHandler.Filter;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.refusal.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Machines in quarantine, for operators. */
@Path("/v1/quarantine")
@CommonRefusals(CommonProblem.ADMINISTRATORS_ONLY)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class QuarantineResource {

    private static final List<String> STATES =
            List.of(QuarantineRow.HELD, QuarantineRow.CLEARING, QuarantineRow.CLEARED);

    private final QuarantineHandler handler;
    private final CallerContext context;

    QuarantineResource(QuarantineHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    /** {@code POST /v1/quarantine/{id}/actions}. */
    @Schema(requiredProperties = "type")
    record QuarantineAction(@Nullable Type type) implements ChecksItself {

        enum Type {
            CLEAR
        }

        @Override
        public List<FieldError> errors() {
            return type == null ? List.of(new FieldError("type", "must be clear")) : List.of();
        }
    }

    @GET
    public Uni<Page<QuarantineView>> list(
            @BeanParam PageRequest page,
            @QueryParam("state") @Nullable String state,
            @QueryParam("plan") @Nullable String plan,
            @QueryParam("location") @Nullable String location,
            @QueryParam("server") @Nullable String server) {
        operator();
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        if (state != null && !STATES.contains(state)) {
            errors.add(new FieldError("state", "must be one of " + String.join(", ", STATES)));
        }
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.list(new Filter(state, plan, location, server), page);
    }

    @GET
    @Path("/{id}")
    public Uni<QuarantineView> get(@PathParam("id") String id) {
        operator();
        return handler.get(id);
    }

    @POST
    @Path("/{id}/actions")
    @APIResponseSchema(value = QuarantineView.class, responseCode = "202")
    @Refuses(Refusal.SERVER_NOT_DELETED)
    public Uni<Response> act(@PathParam("id") String id, QuarantineAction action) {
        Caller operator = operator();
        if (!action.errors().isEmpty()) {
            throw Problems.invalid(action.errors());
        }
        return handler.clear(id, operator.id()).map(view -> Response.accepted(view)
                .header("Location", "/v1/quarantine/" + id)
                .build());
    }

    private Caller operator() {
        context.caller().requireAdmin();
        return context.caller();
    }
}
