package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.monitoring.maintenance.Maintenances;
import io.hostmesh.monitoring.quiet.FiringAlert;
import io.hostmesh.monitoring.quiet.FlapDetector;
import io.hostmesh.monitoring.quiet.FlapSettings;
import io.hostmesh.monitoring.quiet.Mutes;
import io.hostmesh.monitoring.quiet.Telling;
import io.hostmesh.monitoring.quiet.Telling.Course;
import io.hostmesh.monitoring.silence.Silences;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads what decides whether people are told of an alert: what mutes it, and how its condition has gone so far. */
@ApplicationScoped
class Quieting {

    private static final String FAILURES = """
        select id, accountId, groupId, serverId, coalesce(locationId, serverLocationId), metric, labels from Alert
        where kind = FAILURE and state = FIRING
        """;

    private static final String PLANNED = """
        select exists (select 1 from silence where starts_at <= $1 and ends_at > $1)
            or exists (select 1 from maintenance where not completed and starts_at <= $1 and ends_at > $1)
        """;

    /** Each has two changes; further ones are not looked at. */
    private static final int MOST_EPISODES = FlapDetector.STATES / 2 + 1;

    private static final String EPISODES = """
        select fired_at, resolved_at, flapping from alert
        where kind = $1 and scope_id = $2 and metric = $3 and state <> 'PENDING' order by id desc limit $4
        """;

    private final Silences silences;
    private final Maintenances maintenances;
    private final AlertJson json;
    private final Telling telling;

    Quieting(
            Silences silences,
            Maintenances maintenances,
            AlertJson json,
            @ConfigProperty(name = "hostmesh.alerts.flap-slot") Duration flapSlot,
            @ConfigProperty(name = "hostmesh.alerts.flap-start-percent") double flapStartPercent,
            @ConfigProperty(name = "hostmesh.alerts.flap-stop-percent") double flapStopPercent) {
        this.silences = silences;
        this.maintenances = maintenances;
        this.json = json;
        this.telling = new Telling(new FlapDetector(new FlapSettings(flapSlot, flapStartPercent, flapStopPercent)));
    }

    Telling telling() {
        return telling;
    }

    /**
     * What mutes that one alert at that moment, but for flapping.
     *
     * @param planned whether anything is
     */
    Uni<Mutes> mutesOf(Mutiny.Session session, FiringAlert alert, boolean planned, Instant now) {
        String server = alert.labels().get(FiringAlert.SERVER);
        Uni<List<FiringAlert>> failures = server.isEmpty()
                ? Uni.createFrom().item(List.of())
                : failures(session.createSelectionQuery(
                                FAILURES + " and (scopeId = :server or scopeId = :location)", Object[].class)
                        .setParameter("server", server)
                        .setParameter("location", alert.labels().get(FiringAlert.LOCATION)));
        Uni<Muters> all = planned
                ? silences.holding(session, alert.accountId(), now).chain(held -> maintenances
                        .underWay(session, now)
                        .chain(works -> failures.map(failed -> new Muters(held, works, failed))))
                : failures.map(failed -> new Muters(List.of(), List.of(), failed));
        return all.map(muters -> muters.mutesOf(alert, now));
    }

    /** Whether there is a silence or a maintenance at all, asked at once: mostly there is none, and two answers need not say so. */
    Uni<Boolean> isAnythingPlanned(Mutiny.Session session, Instant now) {
        return Statements.rows(session, PLANNED, now.atOffset(ZoneOffset.UTC)).map(rows -> (Boolean) rows.get(0)[0]);
    }

    /** What can mute any alert at that moment. */
    Uni<Muters> muters(Mutiny.Session session, Instant now) {
        return silences.holding(session, now)
                .chain(held -> maintenances.underWay(session, now).chain(works -> failures(
                                session.createSelectionQuery(FAILURES, Object[].class))
                        .map(failed -> new Muters(held, works, failed))));
    }

    private Uni<List<FiringAlert>> failures(Mutiny.SelectionQuery<Object[]> query) {
        return query.getResultList().map(rows -> rows.stream()
                .map(row -> AlertFacts.of(
                        (String) row[0],
                        (String) row[1],
                        Kind.FAILURE,
                        (String) row[2],
                        (String) row[3],
                        (String) row[4],
                        (String) row[5],
                        json.labels((String) row[6])))
                .toList());
    }

    /** How a condition has gone so far, asked at once; what the session has not written is not seen. */
    Uni<Course> courseOf(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return Statements.rows(session, EPISODES, kind.name(), scopeId, metric, MOST_EPISODES)
                .map(Quieting::course);
    }

    private static Course course(List<Object[]> newestFirst) {
        List<Instant> changes = new ArrayList<>();
        for (Object[] episode : newestFirst) {
            if (episode[1] != null) {
                changes.add(((OffsetDateTime) episode[1]).toInstant());
            }
            changes.add(((OffsetDateTime) episode[0]).toInstant());
        }
        return newestFirst.isEmpty()
                ? Course.NEW
                : new Course(changes, (Boolean) newestFirst.get(0)[2]);
    }
}
