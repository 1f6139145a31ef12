package io.hostmesh.ticket.ticket;

import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Support cases over HTTP. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class TicketResource {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final TicketHandler handler;
    private final TicketQueries queries;
    private final Idempotency idempotency;
    private final CallerContext context;

    TicketResource(TicketHandler handler, TicketQueries queries, Idempotency idempotency, CallerContext context) {
        this.handler = handler;
        this.queries = queries;
        this.idempotency = idempotency;
        this.context = context;
    }

    @POST
    @Operation(summary = "Open a ticket; a server's own token opens one about itself")
    @APIResponseSchema(value = TicketView.class, responseCode = "201")
    public Uni<Response> open(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String key, @NotNull @Valid TicketRequests.OpenTicket body) {
        Caller caller = context.caller();
        if (caller.kind() == Caller.Kind.SERVER) {
            requireOwn("serverId", body.serverId(), caller.serverId());
            requireOwn("groupId", body.groupId(), caller.groupId());
        }
        return handler.open(request(caller, key, "", body), body);
    }

    @GET
    @Operation(summary = "List tickets, the newest first")
    public Uni<Page<TicketView>> list(
            @QueryParam("state") List<String> states,
            @QueryParam("serverId") @Nullable String serverId,
            @QueryParam("groupId") @Nullable String groupId,
            @QueryParam("correlationId") @Nullable String correlationId,
            @BeanParam PageRequest page) {
        Caller caller = person();
        List<FieldError> errors = new ArrayList<>();
        page.errors(errors);
        Set<Ticket.State> wanted = states(states, errors);
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return queries.list(caller, new TicketQueries.Filter(wanted, serverId, groupId, correlationId), page);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a ticket with its messages, evidence and timeline")
    @APIResponseSchema(TicketView.class)
    public Uni<Response> get(@PathParam("id") String id) {
        Caller caller = person();
        return queries.get(caller, id).map(view -> Response.ok(view)
                .header(HttpHeaders.ETAG, EntityTags.etag(view.version()))
                .build());
    }

    @POST
    @Path("/{id}/messages")
    @Operation(summary = "Reply; a customer's reply to a solved ticket reopens it")
    @APIResponseSchema(value = Message.class, responseCode = "201")
    public Uni<Response> addMessage(
            @PathParam("id") String id,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String key,
            @NotNull @Valid TicketRequests.AddMessage body) {
        return handler.addMessage(request(person(), key, "/" + id + "/messages", body), id, body);
    }

    @POST
    @Path("/{id}/actions")
    @Operation(summary = "Solve, reopen or close; for staff also resume, await-customer and hold")
    @APIResponseSchema(TicketView.class)
    public Uni<Response> act(
            @PathParam("id") String id,
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String key,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid TicketRequests.Act body) {
        return handler.act(request(person(), key, "/" + id + "/actions", body), id, ifMatch, body);
    }

    private Caller person() {
        Caller caller = context.caller();
        caller.refuseServers();
        return caller;
    }

    private TicketHandler.Request request(Caller caller, @Nullable String key, String path, Object body) {
        return new TicketHandler.Request(
                caller, context.cause(), key, idempotency.fingerprint("POST", "/v1/tickets" + path, body));
    }

    private static void requireOwn(String field, @Nullable String given, @Nullable String own) {
        if (given != null && !given.equals(own)) {
            throw Problems.forbidden(
                    "about-itself-only",
                    "A server's token opens tickets about itself: leave " + field + " out, or set it to " + own + ".");
        }
    }

    private static Set<Ticket.State> states(List<String> words, List<FieldError> errors) {
        Set<Ticket.State> states = EnumSet.noneOf(Ticket.State.class);
        for (String word : words) {
            try {
                states.add(Ticket.State.of(word));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(
                        "state",
                        "must be one of "
                                + java.util.Arrays.stream(Ticket.State.values())
                                        .map(Ticket.State::word)
                                        .toList()));
            }
        }
        return states;
    }
}
