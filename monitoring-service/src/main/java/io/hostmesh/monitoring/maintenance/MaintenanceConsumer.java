package io.hostmesh.monitoring.maintenance;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads of planned work. */
@ApplicationScoped
class MaintenanceConsumer {

    private final EventConsumer events;
    private final MaintenanceHandler handler;

    MaintenanceConsumer(EventConsumer events, MaintenanceHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("incidents")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
