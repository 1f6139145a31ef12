package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
class FailureAlertConsumer {

    private final EventConsumer events;
    private final SightingHandler handler;

    FailureAlertConsumer(EventConsumer events, SightingHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("failure-alerts")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
