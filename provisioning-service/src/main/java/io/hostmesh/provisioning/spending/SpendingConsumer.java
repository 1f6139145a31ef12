package io.hostmesh.provisioning.spending;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
class SpendingConsumer {

    private final EventConsumer events;
    private final SpendingHandler handler;

    SpendingConsumer(EventConsumer events, SpendingHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("accounts")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
