package io.hostmesh.gateway.event;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears every event of the mesh. */
@ApplicationScoped
class EventsConsumer {

    private final EventConsumer events;
    private final EventHandler handler;

    EventsConsumer(EventConsumer events, EventHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("events")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(
                received, event -> handler.handle(event, new String(received.value(), StandardCharsets.UTF_8)));
    }
}
