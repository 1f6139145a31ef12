package io.hostmesh.provisioning.group;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
class LoadAlertConsumer {

    private final EventConsumer events;
    private final LoadAlertHandler handler;

    LoadAlertConsumer(EventConsumer events, LoadAlertHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("load-alerts")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
