package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
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
        select exists (select 1 from silence where starts_at <= :now and ends_at > :now)
            or exists (select 1 from maintenance where not completed and starts_at <= :now and ends_at > :now)
        """;

    /** Each has two changes; further ones are not looked at. */
    private static final int EPISODES = FlapDetector.STATES / 2 + 1;

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

    /** What mutes that one alert at that moment, but for flapping. */
    Uni<Mutes> mutesOf(Mutiny.Session session, FiringAlert alert, Instant now) {
        String server = alert.labels().get(FiringAlert.SERVER);
        Uni<List<FiringAlert>> failures = server.isEmpty()
                ? Uni.createFrom().item(List.of())
                : failures(session.createSelectionQuery(
                                FAILURES + " and (scopeId = :server or scopeId = :location)", Object[].class)
                        .setParameter("server", server)
                        .setParameter("location", alert.labels().get(FiringAlert.LOCATION)));
        return isAnythingPlanned(session, now)
                .chain(planned -> planned
                        ? silences.holding(session, alert.accountId(), now).chain(held -> maintenances
                                .underWay(session, now)
                                .chain(works -> failures.map(failed -> new Muters(held, works, failed))))
                        : failures.map(failed -> new Muters(List.of(), List.of(), failed)))
                .map(muters -> muters.mutesOf(alert, now));
    }

    /** Mostly there is nothing, and an alert is not to wait for two answers that say so. */
    private static Uni<Boolean> isAnythingPlanned(Mutiny.Session session, Instant now) {
        return session.createNativeQuery(PLANNED, Boolean.class)
                .setParameter("now", now)
                .getSingleResult();
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

    /** How a condition has gone so far. */
    Uni<Course> courseOf(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return session.createSelectionQuery(
                        "select firedAt, resolvedAt, flapping from Alert"
                                + " where kind = :kind and scopeId = :scope and metric = :metric"
                                + " and state <> PENDING order by id desc",
                        Object[].class)
                .setParameter("kind", kind)
                .setParameter("scope", scopeId)
                .setParameter("metric", metric)
                .setMaxResults(EPISODES)
                .getResultList()
                .map(Quieting::course);
    }

    private static Course course(List<Object[]> newestFirst) {
        List<Instant> changes = new ArrayList<>();
        for (Object[] episode : newestFirst) {
            if (episode[1] != null) {
                changes.add((Instant) episode[1]);
            }
            changes.add((Instant) episode[0]);
        }
        return newestFirst.isEmpty()
                ? Course.NEW
                : new Course(changes, (Boolean) newestFirst.get(0)[2]);
    }
}
