package io.hostmesh.ticket.diagnosis;

import io.hostmesh.kit.event.EventConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What monitoring finds when it looks at servers. */
@ApplicationScoped
class DiagnosisConsumer {

    private final EventConsumer events;
    private final DiagnosisHandler handler;

    DiagnosisConsumer(EventConsumer events, DiagnosisHandler handler) {
        this.events = events;
        this.handler = handler;
    }

    @Incoming("diagnoses")
    Uni<Void> consume(ConsumerRecord<String, byte[]> received) {
        return events.consume(received, handler::handle);
    }
}
