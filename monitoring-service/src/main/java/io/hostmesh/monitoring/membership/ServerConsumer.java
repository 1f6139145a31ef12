package io.hostmesh.monitoring.membership;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads what happens to servers. */
@ApplicationScoped
class ServerConsumer {

    private final EventConsumer events;
    private final ServerHandler handler;

    ServerConsumer(EventConsumer events, ServerHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("servers")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
