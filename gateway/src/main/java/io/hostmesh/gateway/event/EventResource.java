package io.hostmesh.gateway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.identity.Authenticator;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code /v1/events}: what happened, in the order in which it arrived here, as pages or as a stream. */
@Path("/v1/events")
@Tag(name = "events")
public class EventResource {

    private static final Logger LOG = Logger.getLogger(EventResource.class);
    private static final String JSON_FIRST = MediaType.APPLICATION_JSON + ";qs=1";
    private static final String STREAM = MediaType.SERVER_SENT_EVENTS + ";qs=0.5";

    private final CallerContext callers;
    private final Authenticator authenticator;
    private final Transactions transactions;
    private final EventStore store;
    private final EventFeed feed;
    private final EventStreams streams;
    private final ObjectMapper json;

    EventResource(
            CallerContext callers,
            Authenticator authenticator,
            Transactions transactions,
            EventStore store,
            EventFeed feed,
            EventStreams streams,
            ObjectMapper json) {
        this.callers = callers;
        this.authenticator = authenticator;
        this.transactions = transactions;
        this.store = store;
        this.feed = feed;
        this.streams = streams;
        this.json = json;
    }

    /** What to look for: each null for anything. */
    public static class Query {

        @QueryParam("correlationId")
        public @Nullable String correlationId;

        /** The whole type, for example {@code io.hostmesh.provisioning.server.failed}. */
        @QueryParam("type")
        public @Nullable String type;

        /** The id of what the event is about. */
        @QueryParam("subject")
        public @Nullable String subject;

        EventFilter of(Caller caller) {
            return new EventFilter(caller.accountId(), correlationId, type, subject);
        }
    }

    @GET
    @Produces(JSON_FIRST)
    @Operation(summary = "List events, oldest first; all for the operator, otherwise those of one's own account")
    public Uni<Page<EventView>> list(@BeanParam Query query, @BeanParam @Valid PageRequest page) {
        Caller caller = callers.caller();
        caller.refuseServers();
        long after = position(page.after(), "cursor");
        return transactions
                .inTransaction(session -> store.after(session, query.of(caller), after, page.queryLimit()))
                .map(events -> Page.of(events, page, event -> Long.toString(event.position))
                        .map(EventView::of));
    }

    @GET
    @Produces(STREAM)
    @Operation(
            summary = "Follow events as they arrive",
            description = "From now on, or after Last-Event-ID (0 for everything that is kept).")
    public Multi<OutboundSseEvent> follow(
            @BeanParam Query query,
            @Nullable @HeaderParam("Last-Event-ID") String lastEventId,
            @Nullable @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Nullable @HeaderParam("Hostmesh-Account") String actingFor,
            @jakarta.ws.rs.core.Context Sse sse) {
        Caller caller = callers.caller();
        caller.refuseServers();
        Uni<Long> start = lastEventId == null
                ? feed.newest()
                : Uni.createFrom().item(position(lastEventId.strip(), "Last-Event-ID"));
        Context context = Vertx.currentContext();
        String correlationId = callers.correlationId();
        return streams.open(
                        query.of(caller),
                        start,
                        // A key that is revoked while its stream is open ends it.
                        () -> authenticator.authenticate(authorization, actingFor))
                .onFailure()
                .invoke(failure -> LOG.infof("event stream ends correlationId=%s cause=%s", correlationId, failure))
                .onFailure()
                .recoverWithCompletion()
                .emitOn(work -> context.runOnContext(run -> work.run()))
                .onItem()
                .transformToMultiAndConcatenate(events -> Multi.createFrom().iterable(written(sse, events)));
    }

    private List<OutboundSseEvent> written(Sse sse, List<EventEntry> events) {
        if (events.isEmpty()) {
            return List.of(sse.newEventBuilder().comment("still here").build());
        }
        return events.stream().map(event -> written(sse, event)).toList();
    }

    private OutboundSseEvent written(Sse sse, EventEntry event) {
        try {
            return sse.newEventBuilder()
                    .id(Long.toString(event.position))
                    .name(event.type)
                    .data(String.class, json.writeValueAsString(EventView.of(event)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected an event that can be written as JSON", e);
        }
    }

    private static long position(@Nullable String text, String field) {
        if (text == null) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Problems.invalid(List.of(new Problem.FieldError(field, "must be what an earlier answer gave")));
        }
    }
}
