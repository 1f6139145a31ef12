package io.hostmesh.provisioning.catalogue;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
class PriceConsumer {

    private final EventConsumer events;
    private final CatalogueHandler handler;

    PriceConsumer(EventConsumer events, CatalogueHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("prices")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
