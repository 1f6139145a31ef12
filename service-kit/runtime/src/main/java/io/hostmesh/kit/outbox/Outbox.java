package io.hostmesh.kit.outbox;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventType;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.event.EventCodec;
import io.hostmesh.kit.event.EventCodec.Encoded;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Additions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** Where events leave a service: rows written in the transaction of their cause, sent to Kafka after its commit. */
@ApplicationScoped
public class Outbox {

    /** How many shards the table has. Only ever to be changed while the table is empty. */
    static final int SHARDS = 16;

    private final EventCodec codec;
    private final Ids ids;
    private final Clock clock;
    private final String source;
    private final int maximumEventBytes;
    private final Additions additions;

    Outbox(
            Additions additions,
            EventCodec codec,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.event-source") String source,
            @ConfigProperty(name = "hostmesh.outbox.maximum-event-bytes") int maximumEventBytes) {
        this.additions = additions;
        this.codec = codec;
        this.ids = ids;
        this.clock = clock;
        this.source = source;
        this.maximumEventBytes = maximumEventBytes;
    }

    /**
     * Appends events about one aggregate, in that order.
     *
     * @param session the session of the transaction that causes them
     * @param aggregateId the subject and record key
     * @param data records defined in {@link EventTypes}; may be empty
     */
    public Uni<Void> append(Mutiny.Session session, Cause cause, String aggregateId, List<?> data) {
        if (data.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant();
        for (Object fact : data) {
            additions.add(session, row(envelope(cause, aggregateId, fact, now)));
        }
        OutboxSignal.written(shardOf(aggregateId));
        return Uni.createFrom().voidItem();
    }

    private <T> Event<T> envelope(Cause cause, String aggregateId, T fact, Instant now) {
        EventType<T> type = EventTypes.of(fact);
        return new Event<>(
                ids.eventId(),
                type,
                source,
                aggregateId,
                now,
                cause.correlationId(),
                cause.causationId(),
                cause.accountId(),
                cause.traceparent(),
                fact);
    }

    private OutboxRow row(Event<?> event) {
        Encoded encoded = codec.encode(event);
        if (encoded.payload().length > maximumEventBytes) {
            throw new IllegalArgumentException("expected an event of at most " + maximumEventBytes + " bytes, got "
                    + encoded.payload().length + " type=" + event.type().name() + " subject=" + event.subject());
        }
        return new OutboxRow(
                UUID.fromString(event.id()),
                shardOf(event.subject()),
                event.type().topic().topicName(),
                event.subject(),
                codec.headersToJson(encoded.headers()),
                encoded.payload(),
                event.time());
    }

    static short shardOf(String key) {
        return (short) Math.floorMod(key.hashCode(), SHARDS);
    }
}
