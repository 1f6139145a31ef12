package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.rehearsal.RehearsedEvents;
import io.hostmesh.kit.rehearsal.Scene;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** A member of a group fails and gets its ticket, a replacement is asked for and answers, and the ticket is solved. */
@ApplicationScoped
class FailureScene implements Scene {

    private static final String PLAN = "nano";

    private final FailureHandler failures;
    private final RehearsedEvents events;
    private final Ids ids;
    private final Clock clock;

    FailureScene(FailureHandler failures, RehearsedEvents events, Ids ids, Clock clock) {
        this.failures = failures;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Uni<?> play(Mutiny.Session session, Cause cause) {
        Cause own = Cause.start(ids.next("cor"), ids.next("acc"));
        Instant now = clock.instant();
        String failed = ids.next("srv");
        String group = ids.next("grp");
        String next = ids.next("srv");
        ServerEvent.FailureEvidence evidence =
                new ServerEvent.FailureEvidence(137, List.of("the last line of its log"), "driver");
        return take(
                        session,
                        own,
                        new ServerEvent.Failed(
                                failed, "rehearsal-1", group, PLAN, "the process is gone", evidence, now))
                .chain(() -> take(
                        session,
                        own,
                        new ServerEvent.Requested(next, "rehearsal-2", group, PLAN, "workload-1", "local", now)))
                .chain(() ->
                        take(session, own, new ServerEvent.Replaced(failed, group, next, "http://127.0.0.1:1", now)));
    }

    private Uni<Void> take(Mutiny.Session session, Cause cause, ServerEvent event) {
        return failures.take(session, events.receive(cause, event.serverId(), event));
    }
}
