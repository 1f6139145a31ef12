package io.hostmesh.monitoring.silence;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.refusal.Refuses;
import io.hostmesh.monitoring.silence.SilenceRequests.NewSilence;
import io.hostmesh.monitoring.silence.SilenceRequests.SilenceBody;
import io.hostmesh.monitoring.silence.Silences.State;
import io.smallrye.mutiny.Uni;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Silences: alerts that nobody is to be told of for a time. They are judged and kept as ever, and what acts by itself acts on them. */
@Path("/v1/silences")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "alerts")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
public class SilenceResource {

    private final SilenceHandler handler;
    private final CallerContext context;

    SilenceResource(SilenceHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @POST
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            allOf = SilenceBody.class,
                                            requiredProperties = {"matchers", "endsAt", "comment"})))
    @Operation(
            summary = "Silence alerts for a time",
            description =
                    "All matchers must match the labels of an alert: kind, server, group, location, metric and those"
                            + " of its rule. A recovery from what was told is told as ever, and what still fires at the"
                            + " end is told then.")
    @APIResponseSchema(value = SilenceView.class, responseCode = "201")
    @Refuses(Refusal.TOO_MANY_SILENCES)
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, NewSilence silence) {
        return handler.create(caller(), idempotencyKey, silence.body());
    }

    @GET
    @Operation(summary = "List silences, the newest first")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Page<SilenceView>> list(@QueryParam("state") @Nullable String state, @BeanParam PageRequest page) {
        Caller caller = caller();
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        State wanted = state(state, errors);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.list(caller, wanted, page);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One silence")
    @APIResponseSchema(SilenceView.class)
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(caller(), id).map(SilenceResource::tagged);
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a silence that has not ended")
    @APIResponseSchema(SilenceView.class)
    @Refuses(Refusal.SILENCE_EXPIRED)
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, SilenceBody body) {
        return handler.change(caller(), id, ifMatch, body).map(SilenceResource::tagged);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "End a silence now")
    @APIResponseSchema(SilenceView.class)
    public Uni<Response> end(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return handler.end(caller(), id, ifMatch).map(SilenceResource::tagged);
    }

    private Caller caller() {
        Caller caller = context.caller();
        caller.refuseServers();
        return caller;
    }

    private static Response tagged(SilenceView view) {
        return Response.ok(view, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, EntityTags.etag(view.version()))
                .build();
    }

    private static @Nullable State state(@Nullable String word, List<FieldError> errors) {
        if (word == null) {
            return null;
        }
        for (State state : State.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        String words = Arrays.stream(State.values()).map(State::word).collect(Collectors.joining(", "));
        errors.add(new FieldError("state", "must be one of " + words));
        return null;
    }
}
