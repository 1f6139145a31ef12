package io.hostmesh.provisioning.group;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.json.Json;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.CommonRefusals;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.group.GroupRequests.GroupAction;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.hostmesh.provisioning.group.GroupRequests.MemberBody;
import io.hostmesh.provisioning.group.GroupRequests.NewGroup;
import io.hostmesh.provisioning.label.Selector;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.refusal.Refuses;
import io.hostmesh.provisioning.server.Asked;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Groups as customers, and servers for their own group, ask for them. */
@Path("/v1/groups")
@CommonRefusals(CommonProblem.NOT_FOR_SERVERS)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@Consumes(MediaType.APPLICATION_JSON)
class GroupResource {

    private final GroupHandler handler;
    private final CallerContext context;

    GroupResource(GroupHandler handler, CallerContext context) {
        this.handler = handler;
        this.context = context;
    }

    @POST
    @RequestBody(
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            allOf = GroupBody.class,
                                            requiredProperties = {"name", "plan", "image", "location", "min", "max"})))
    @APIResponseSchema(value = GroupView.class, responseCode = "202")
    @CommonRefusals(CommonProblem.ACCOUNT_REQUIRED)
    @Refuses({
        Refusal.QUOTA_EXCEEDED,
        Refusal.UNITS_EXHAUSTED,
        Refusal.SPEND_LIMIT_REACHED,
        Refusal.NAME_TAKEN,
        Refusal.PLAN_RETIRED,
        Refusal.LOCATION_CLOSED,
        Refusal.IMAGE_NOT_OFFERED,
        Refusal.NO_BALANCER,
        Refusal.PORT_TAKEN,
        Refusal.NO_PORT_LEFT
    })
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, NewGroup body) {
        return handler.create(asked(idempotencyKey), body);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Page<GroupView>> list(
            @BeanParam PageRequest page,
            @QueryParam("name") @Nullable String name,
            @QueryParam("labelSelector") @Nullable String labelSelector) {
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        Selector labels = Selector.read("labelSelector", labelSelector, errors);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.list(customer(), name, labels, page);
    }

    @GET
    @Path("/{id}")
    @APIResponseSchema(value = GroupView.class, responseCode = "200")
    public Uni<Response> get(@PathParam("id") String id) {
        return handler.get(customer(), id)
                .map(group ->
                        tagged(Response.ok(group, MediaType.APPLICATION_JSON).build()));
    }

    @PATCH
    @Path("/{id}")
    @APIResponseSchema(value = GroupView.class, responseCode = "202")
    @Refuses({
        Refusal.ILLEGAL_STATE,
        Refusal.NAME_TAKEN,
        Refusal.PLAN_RETIRED,
        Refusal.LOCATION_CLOSED,
        Refusal.IMAGE_NOT_OFFERED,
        Refusal.NO_BALANCER,
        Refusal.PORT_TAKEN,
        Refusal.NO_PORT_LEFT
    })
    public Uni<Response> change(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, GroupBody body) {
        return handler.change(asked(null), id, ifMatch, body)
                .map(GroupResource::typed)
                .map(GroupResource::tagged);
    }

    @DELETE
    @Path("/{id}")
    @APIResponseSchema(value = GroupView.class, responseCode = "202")
    @Refuses(Refusal.DELETION_PROTECTED)
    public Uni<Response> delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return handler.delete(asked(null), id, ifMatch).map(GroupResource::typed);
    }

    @GET
    @Path("/{id}/activities")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Page<ActivityView>> activities(
            @PathParam("id") String id, @QueryParam("kind") @Nullable String kind, @BeanParam PageRequest page) {
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        Activity.Kind wanted = kind == null ? null : kind(kind, errors);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.activities(customer(), id, wanted, page);
    }

    /** Also {@code roll_back}, as that kind was written once; null for none, with an error added. */
    private static Activity.@Nullable Kind kind(String word, List<FieldError> errors) {
        Map<String, Activity.Kind> known = new TreeMap<>();
        for (Activity.Kind each : Activity.Kind.values()) {
            known.put(Json.written(each.name()), each);
        }
        Activity.Kind kind = known.get(Json.written(word));
        if (kind == null) {
            errors.add(new FieldError("kind", "must be one of " + String.join(", ", known.keySet())));
        }
        return kind;
    }

    /** Protects a member against being deleted because the group shrinks or follows its template, or no longer. */
    @PUT
    @Path("/{id}/members/{server}")
    @APIResponseSchema(value = GroupView.class, responseCode = "202")
    @CommonRefusals(CommonProblem.NOT_FOUND)
    @Refuses(Refusal.ILLEGAL_STATE)
    public Uni<Response> protect(@PathParam("id") String id, @PathParam("server") String serverId, MemberBody body) {
        if (!body.errors().isEmpty()) {
            throw Problems.invalid(body.errors());
        }
        return handler.protect(asked(null), id, serverId, body).map(GroupResource::typed);
    }

    /** The one thing about groups that a server may do: ask for its own to grow. */
    @POST
    @Path("/{id}/actions")
    @APIResponseSchema(value = GroupView.class, responseCode = "202")
    @Refuses({
        Refusal.ILLEGAL_STATE,
        Refusal.SCALING_SUSPENDED,
        Refusal.CREATION_FAILURES,
        Refusal.MAXIMUM_REACHED,
        Refusal.NO_UPDATE,
        Refusal.PLAN_RETIRED,
        Refusal.LOCATION_CLOSED,
        Refusal.QUOTA_EXCEEDED,
        Refusal.UNITS_EXHAUSTED,
        Refusal.SPEND_LIMIT_REACHED
    })
    public Uni<Response> act(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
            GroupAction action) {
        Caller caller = context.caller();
        if (caller.kind() == Caller.Kind.SERVER
                && !(id.equals(caller.groupId()) && action.type() == GroupAction.Type.GROW)) {
            throw Problems.refusal(
                    CommonProblem.NOT_FOR_SERVERS, "A server's token may only ask for its own group to grow.");
        }
        List<FieldError> errors = action.errors();
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return handler.act(new Asked(caller, context.cause(), idempotencyKey), id, action)
                .map(GroupResource::typed);
    }

    private Asked asked(@Nullable String idempotencyKey) {
        return new Asked(customer(), context.cause(), idempotencyKey);
    }

    private Caller customer() {
        context.caller().refuseServers();
        return context.caller();
    }

    private static Response typed(Response response) {
        boolean problem = response.getStatus() >= Response.Status.BAD_REQUEST.getStatusCode();
        return Response.fromResponse(response)
                .type(problem ? Problem.MEDIA_TYPE : MediaType.APPLICATION_JSON)
                .build();
    }

    /** A refusal has no version. */
    private static Response tagged(Response response) {
        return response.getEntity() instanceof GroupView group
                ? Response.fromResponse(response)
                        .header("ETag", EntityTags.etag(group.version()))
                        .build()
                : response;
    }
}
