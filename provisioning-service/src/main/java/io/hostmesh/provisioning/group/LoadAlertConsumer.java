package io.hostmesh.provisioning.group;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what Kafka has of alerts at the moment, up to a bound: a single one at once, and of many several together. */
@ApplicationScoped
class LoadAlertConsumer {

    private final EventConsumer events;
    private final LoadAlertHandler handler;
    private final int atOnce;

    LoadAlertConsumer(
            EventConsumer events,
            LoadAlertHandler handler,
            @ConfigProperty(name = "hostmesh.groups.alerts-at-once") int atOnce) {
        this.events = events;
        this.handler = handler;
        this.atOnce = atOnce;
    }

    @Incoming("load-alerts")
    Uni<Void> consume(KafkaRecordBatch<String, byte[]> batch) {
        return events.consume(batch, atOnce, handler::handle, handler::handle);
    }
}
