package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads of tickets. */
@ApplicationScoped
class TicketConsumer {

    private final EventConsumer events;
    private final TicketHandler handler;

    TicketConsumer(EventConsumer events, TicketHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("tickets")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
