package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes many alerts at once, because most are none of its business: where many groups are overloaded, others need the processor. */
@ApplicationScoped
class FailureAlertConsumer {

    private final EventConsumer events;
    private final SightingHandler handler;

    FailureAlertConsumer(EventConsumer events, SightingHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("failure-alerts")
    Uni<Void> consume(KafkaRecordBatch<String, byte[]> batch) {
        return events.consume(batch, Integer.MAX_VALUE, handler::handle, handler::handle);
    }
}
