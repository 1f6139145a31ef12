package io.hostmesh.gateway.identity;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of servers that are gone. */
@ApplicationScoped
class ServerEndConsumer {

    private final EventConsumer events;
    private final ServerEndHandler handler;

    ServerEndConsumer(EventConsumer events, ServerEndHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("server-ends")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
