package io.hostmesh.provisioning.group;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.rehearsal.RehearsedEvents;
import io.hostmesh.kit.rehearsal.Scene;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** A group with a member that answers is told by a record from Kafka that it has too much to do, and grows. */
@ApplicationScoped
class GrowthScene implements Scene {

    private static final String GROUP = """
        {"name": "rehearsal", "plan": "nano", "image": "workload-1", "location": "local", "min": 1, "max": 4,
         "targetTracking": {"metric": "cpu_utilization_percent", "target": 60}}\
        """;

    private static final String ANSWER =
            "update servers set state = 'running', answered_at = ?1, created_at = ?1 where group_id = ?2";

    private static final Duration SINCE_IT_ANSWERED = Duration.ofHours(1);

    private final GroupStore store;
    private final GroupChange change;
    private final LoadAlertHandler alerts;
    private final Restraint restraint;
    private final RehearsedEvents events;
    private final Ids ids;
    private final Clock clock;
    private final GroupBody body;

    GrowthScene(
            GroupStore store,
            GroupChange change,
            LoadAlertHandler alerts,
            Restraint restraint,
            RehearsedEvents events,
            Ids ids,
            Clock clock,
            ObjectMapper json)
            throws JsonProcessingException {
        this.store = store;
        this.change = change;
        this.alerts = alerts;
        this.restraint = restraint;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
        this.body = json.readValue(GROUP, GroupBody.class);
    }

    @Override
    public Uni<?> play(Mutiny.Session session, Cause cause) {
        Instant now = clock.instant();
        GroupDescription group = body.create(ids.next("grp"), ids.next("acc"), Given.NOTHING, now);
        Cause own = cause.withAccount(group.accountId());
        return store.insert(session, group)
                .chain(row -> change.carryOut(
                        session, row, GroupDecider.create(group, group.min(), null, restraint, now), own))
                .call(() -> store.write(session))
                .call(() -> session.createNativeQuery(ANSWER)
                        .setParameter(1, now.minus(SINCE_IT_ANSWERED))
                        .setParameter(2, group.id())
                        .executeUpdate())
                .invoke(session::clear)
                .chain(() -> {
                    AlertEvent alert = overload(group, now);
                    Cause another = Cause.start(ids.next("cor"), group.accountId());
                    return alerts.takeFirst(
                            session,
                            List.of(requireNonNull(
                                    LoadAlertHandler.told(events.receive(another, alert.alertId(), alert)))));
                });
    }

    private AlertEvent.Fired overload(GroupDescription group, Instant now) {
        Measurement figures = new Measurement("cpu_utilization_percent", 100, 60, 1, 0, now, now);
        return new AlertEvent.Fired(
                ids.next("alt"),
                Kind.OVERLOAD,
                new AlertEvent.Scope(group.id(), null),
                "cpu_utilization_percent 100 is above the target of 60",
                figures,
                List.of(new Series(ids.next("srv"), figures.metric(), List.of(new Point(now, figures.value())))),
                now);
    }
}
