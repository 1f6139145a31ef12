package io.hostmesh.ticket.failure;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What provisioning says of servers. */
@ApplicationScoped
class ServerConsumer {

    private final EventConsumer events;
    private final FailureHandler handler;

    ServerConsumer(EventConsumer events, FailureHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("servers")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
