package io.hostmesh.provisioning.group;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what Kafka has of alerts at the moment, up to a bound: a single one at once, and of many several together. */
@ApplicationScoped
class LoadAlertConsumer {

    private final EventConsumer events;
    private final LoadAlertHandler handler;

    LoadAlertConsumer(EventConsumer events, LoadAlertHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("load-alerts")
    Uni<Void> consume(KafkaRecordBatch<String, byte[]> batch) {
        Map<KafkaRecord<String, byte[]>, ConsumerRecord<String, byte[]>> received = new LinkedHashMap<>();
        batch.getRecords().forEach(message -> received.put(message, record(message)));
        return events.consume(received, handler::handle, handler::handle)
                .chain(failed -> bury(failed))
                .chain(() -> Uni.createFrom().completionStage(batch::ack));
    }

    @SuppressWarnings("unchecked") // Its key and value are those of the message.
    private static ConsumerRecord<String, byte[]> record(KafkaRecord<String, byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> (ConsumerRecord<String, byte[]>) metadata.getRecord())
                .orElseThrow(() -> new IllegalStateException("expected a message that a record came in"));
    }

    /** Each goes to the dead letters by itself. */
    private static Uni<Void> bury(Map<KafkaRecord<String, byte[]>, Throwable> failed) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Map.Entry<KafkaRecord<String, byte[]>, Throwable> each : failed.entrySet()) {
            done = done.chain(
                    () -> Uni.createFrom().completionStage(() -> each.getKey().nack(each.getValue())));
        }
        return done;
    }
}
