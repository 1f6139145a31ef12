package io.hostmesh.kit.note;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
class EchoConsumer {

    private final EventConsumer events;
    private final EchoHandler handler;

    EchoConsumer(EventConsumer events, EchoHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("tickets")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
