package io.hostmesh.kit.rehearsal;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventType;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.event.EventCodec;
import io.hostmesh.kit.id.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events that a {@link Scene} begins with, as they would come from Kafka: written and read again on the way. */
@ApplicationScoped
public class RehearsedEvents {

    private final EventCodec codec;
    private final Ids ids;
    private final Clock clock;

    RehearsedEvents(EventCodec codec, Ids ids, Clock clock) {
        this.codec = codec;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * The event that says so, as its consumer gets it.
     *
     * @param cause with the account that the event is about
     * @param aggregateId the subject and record key
     * @param data a record defined in {@link EventTypes}
     */
    public <T> Event<?> receive(Cause cause, String aggregateId, T data) {
        EventType<T> type = EventTypes.of(data);
        ProducerRecord<String, byte[]> sent = codec.toRecord(new Event<>(
                ids.eventId(),
                type,
                "/rehearsal",
                aggregateId,
                clock.instant(),
                cause.correlationId(),
                cause.causationId(),
                cause.accountId(),
                cause.traceparent(),
                data));
        ConsumerRecord<String, byte[]> received = new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
        sent.headers().forEach(received.headers()::add);
        return codec.decode(received).orElseThrow();
    }
}
