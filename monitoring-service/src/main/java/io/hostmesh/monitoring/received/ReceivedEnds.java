package io.hostmesh.monitoring.received;

import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Looks for alerts whose senders have gone quiet. */
@ApplicationScoped
class ReceivedEnds {

    void start(
            @Observes StartupEvent started, Recurring recurring, ReceivedHandler handler, ReceivedSettings settings) {
        recurring.every("received-alert-ends", settings.poll(), handler::endOverdue);
    }
}
