package io.hostmesh.billing.meter;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what happens to servers. */
@ApplicationScoped
class ServersConsumer {

    private final EventConsumer events;
    private final MeterHandler handler;

    ServersConsumer(EventConsumer events, MeterHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("servers")
    Uni<Void> consume(ConsumerRecord<String, byte[]> message) {
        return events.consume(message, handler::handle);
    }
}
