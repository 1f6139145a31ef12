package io.hostmesh.monitoring.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** The steps of an alert as they are kept, and that what is not open takes none. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class AlertBookTest {

    private static final String METRIC = "cpu_utilization_percent";

    private final Ids ids = new Ids();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Inject
    @SuppressWarnings("NullAway.Init")
    AlertBook alerts;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Transactions transactions;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Pool pool;

    @Test
    void shouldLeaveASilenceThatWasConfirmedToWhoeverReportedIt() {
        String server = ids.next("srv");
        NewAlert silence = new NewAlert(
                Kind.FAILURE,
                new Scope(null, server),
                Origin.SILENCE,
                "nothing is heard",
                null,
                List.of(),
                Cause.start(ids.next("cor"), ids.next("acc")),
                now);
        inTransaction(session -> alerts.open(session, silence));
        inTransaction(session -> alerts.note(session, Kind.FAILURE, server, "", "noted", "still\0", List.of(), now));
        for (int time = 0; time < 2; time++) {
            inTransaction(session -> alerts.confirmSilence(session, server, "it failed", now));
            inTransaction(session -> alerts.resolveSilence(session, server, "heard again", now));
        }
        assertEquals(List.of("fired: nothing is heard", "noted: still\uFFFD", "confirmed: it failed"), steps(server));

        inTransaction(session -> alerts.resolveAll(session, Kind.FAILURE, server, "it is back", "evt", now));
        inTransaction(session -> alerts.note(session, Kind.FAILURE, server, "", "noted", "late", List.of(), now));
        inTransaction(session -> alerts.confirmSilence(session, server, "late", now));
        assertEquals(
                List.of(
                        "fired: nothing is heard",
                        "noted: still\uFFFD",
                        "confirmed: it failed",
                        "resolved: it is back"),
                steps(server));
    }

    @Test
    void shouldKeepTheNewestMeasurementOfWhatGoesOnAndTheLastOfWhatIsOver() {
        String group = ids.next("grp");
        NewAlert overload = new NewAlert(
                Kind.OVERLOAD,
                new Scope(group, null),
                Origin.RULE,
                "too much",
                measured(90),
                List.of(),
                Cause.start(ids.next("cor"), ids.next("acc")),
                now);
        inTransaction(session -> alerts.open(session, overload));
        Instant later = now.plusSeconds(5);
        inTransaction(session -> alerts.repeat(session, Kind.OVERLOAD, group, measured(95), later));
        assertEquals("FIRING 95 " + later, state(group));

        Instant end = now.plusSeconds(9);
        inTransaction(session -> alerts.resolve(
                session, Kind.OVERLOAD, group, METRIC, "the load is gone", measured(40), List.of(), end));
        inTransaction(session -> alerts.repeat(session, Kind.OVERLOAD, group, measured(99), end.plusSeconds(1)));
        assertEquals("RESOLVED 40 " + end, state(group));
        assertEquals(List.of("fired: too much", "resolved: the load is gone"), steps(group));
    }

    private Measurement measured(double value) {
        return new Measurement(METRIC, value, 60, 1, 0, now, now);
    }

    private <T> void inTransaction(Function<Mutiny.Session, Uni<T>> work) {
        transactions.inTransaction(work).await().atMost(Duration.ofSeconds(30));
    }

    private List<String> steps(String scopeId) {
        List<String> steps = new ArrayList<>();
        for (Row row : rows("""
            select transition || ': ' || step.because as step from alert_transition step
            join alert on alert.id = step.alert_id where scope_id = $1 order by step.id
            """, scopeId)) {
            steps.add(row.getString("step"));
        }
        return steps;
    }

    private String state(String scopeId) {
        Row row = rows("""
            select state, (measurement::json ->> 'value')::float8 as value, seen_at from alert where scope_id = $1
            """, scopeId).iterator().next();
        return row.getString("state") + " " + Math.round(row.getDouble("value")) + " "
                + row.getOffsetDateTime("seen_at").toInstant();
    }

    private Iterable<Row> rows(String sql, String scopeId) {
        return pool.preparedQuery(sql).execute(Tuple.of(scopeId)).await().atMost(Duration.ofSeconds(30));
    }
}
