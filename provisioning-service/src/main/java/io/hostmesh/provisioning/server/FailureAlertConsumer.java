package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.DataField;
import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes many alerts at once, and decodes few: where many groups are overloaded, others need the processor. */
@ApplicationScoped
class FailureAlertConsumer {

    private static final Predicate<ConsumerRecord<String, byte[]>> FAILURES = DataField.mayBe("kind", "failure");

    private final EventConsumer events;
    private final SightingHandler handler;

    FailureAlertConsumer(EventConsumer events, SightingHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("failure-alerts")
    Uni<Void> consume(KafkaRecordBatch<String, byte[]> batch) {
        return events.consume(batch, FAILURES, handler::handle);
    }
}
