package io.hostmesh.ticket.ticket;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Closes tickets whose solution nobody objected to for a while. */
@ApplicationScoped
class AutoClose {

    private static final String NAME = "close-solved-tickets";

    private final TicketHandler handler;
    private final Recurring recurring;
    private final Ids ids;
    private final Clock clock;
    private final Duration after;
    private final Duration interval;
    private final int batch;

    AutoClose(
            TicketHandler handler,
            Recurring recurring,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.tickets.close-solved-after") Duration after,
            @ConfigProperty(name = "hostmesh.tickets.close-solved-interval") Duration interval,
            @ConfigProperty(name = "hostmesh.tickets.close-solved-batch-rows") int batch) {
        this.handler = handler;
        this.recurring = recurring;
        this.ids = ids;
        this.clock = clock;
        this.after = after;
        this.interval = interval;
        this.batch = batch;
    }

    void start(@Observes StartupEvent started) {
        recurring.every(NAME, interval, this::closeBatch);
    }

    /** A full batch is followed by another at once. */
    Uni<Void> closeBatch() {
        return handler.closeSolvedBefore(clock.instant().minus(after), batch, Cause.start(ids.next("cor"), null))
                .invoke(found -> {
                    if (found == batch) {
                        recurring.wake(NAME);
                    }
                })
                .replaceWithVoid();
    }
}
