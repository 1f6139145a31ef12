package io.hostmesh.ticket.failure;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What monitoring judges. */
@ApplicationScoped
class AlertConsumer {

    private final EventConsumer events;
    private final FailureHandler handler;

    AlertConsumer(EventConsumer events, FailureHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("alerts")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
