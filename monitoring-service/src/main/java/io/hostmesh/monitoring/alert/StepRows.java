package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.monitoring.label.StorableText;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The rows of steps of an open alert, asked and written by statements that go out at once. What the session has read of the alert
 * before does not change.
 */
final class StepRows {

    private static final String OPEN = " where kind = $1 and scope_id = $2 and metric = $3 and state = 'FIRING'";

    private static final String LOCK = "select id from alert" + OPEN + " for no key update";

    private static final String GO_ON = "update alert set measurement = $4, seen_at = $5, version = version + 1" + OPEN
            + " returning id, account_id, correlation_id, group_id, server_id, location_id, check_id, notice";

    private static final String NOTE = "with open as (" + LOCK + ") insert into alert_transition"
            + " (alert_id, transition, because, samples, at) select id, $4, $5, $6, $7 from open";

    private static final String CONFIRM = """
        with confirmed as (
          update alert set origin = 'REPORT', version = version + 1
          where kind = 'FAILURE' and scope_id = $1 and metric = '' and state = 'FIRING' and origin = 'SILENCE' returning id)
        insert into alert_transition (alert_id, transition, because, at) select id, 'confirmed', $2, $3 from confirmed
        """;

    private static final String INSERT = """
        insert into alert_transition (alert_id, transition, because, measurement, samples, at)
        values ($1, $2, $3, nullif($4, ''), $5, $6)
        """;

    private StepRows() {}

    /** Nobody else takes a step of the open alert about that metric before the transaction ends. */
    static Uni<List<Object[]>> lock(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return Statements.rows(session, LOCK, kind.name(), scopeId, metric);
    }

    /** The open alert goes on with that measurement; answers what an event says of it. */
    static Uni<List<Object[]>> goOn(
            Mutiny.Session session, Kind kind, String scopeId, String metric, String measurement, Instant at) {
        return Statements.rows(session, GO_ON, kind.name(), scopeId, metric, measurement, time(at));
    }

    /** Adds a step to the open alert about that metric, if there is one. */
    static Uni<Void> note(
            Mutiny.Session session,
            Kind kind,
            String scopeId,
            String metric,
            String transition,
            String because,
            String samples,
            Instant at) {
        return Statements.rows(
                        session,
                        NOTE,
                        kind.name(),
                        scopeId,
                        metric,
                        transition,
                        StorableText.of(because),
                        samples,
                        time(at))
                .replaceWithVoid();
    }

    /** The open silence of a server is one that was reported from now on, if there is one. */
    static Uni<Void> confirm(Mutiny.Session session, String serverId, String because, Instant at) {
        return Statements.rows(session, CONFIRM, serverId, StorableText.of(because), time(at))
                .replaceWithVoid();
    }

    static Uni<Void> insert(Mutiny.Session session, AlertTransition step) {
        return Statements.rows(
                        session,
                        INSERT,
                        step.alertId,
                        step.transition,
                        step.because,
                        step.measurement == null ? "" : step.measurement,
                        step.samples,
                        time(step.at))
                .replaceWithVoid();
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
