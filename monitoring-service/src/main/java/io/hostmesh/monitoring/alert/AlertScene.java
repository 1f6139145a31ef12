package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.rehearsal.Scene;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** An alert that begins, goes on and ends: what a sample over the threshold waits for. */
@ApplicationScoped
class AlertScene implements Scene {

    private final AlertBook alerts;
    private final Ids ids;
    private final Clock clock;

    AlertScene(AlertBook alerts, Ids ids, Clock clock) {
        this.alerts = alerts;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Uni<?> play(Mutiny.Session session, Cause cause) {
        Instant now = clock.instant();
        String groupId = ids.next("grp");
        Measurement figures = new Measurement("cpu_utilization_percent", 100, 60, 1, 0, now, now);
        NewAlert begun = new NewAlert(
                Kind.OVERLOAD,
                new Scope(groupId, null),
                Origin.RULE,
                "cpu_utilization_percent 100 is above the target of 60",
                figures,
                List.of(),
                cause.withAccount(ids.next("acc")),
                now);
        return alerts.open(session, begun)
                .call(session::flush)
                .chain(() -> alerts.repeat(session, Kind.OVERLOAD, groupId, figures, now))
                .call(session::flush)
                .chain(() -> alerts.resolve(
                        session,
                        Kind.OVERLOAD,
                        groupId,
                        figures.metric(),
                        "the load is gone",
                        figures,
                        List.of(),
                        now));
    }
}
