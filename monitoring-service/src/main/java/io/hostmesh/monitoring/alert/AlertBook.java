package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.monitoring.alert.PendingAlerts.Taken;
import io.hostmesh.monitoring.quiet.FiringAlert;
import io.hostmesh.monitoring.quiet.Mutes;
import io.hostmesh.monitoring.quiet.Telling.Beginning;
import io.hostmesh.monitoring.quiet.Telling.Course;
import io.hostmesh.monitoring.quiet.Telling.End;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts begin, go on and end: at most one is open of a kind, scope and metric, and each step is an event. Every method works
 * in the transaction of its caller.
 */
@ApplicationScoped
public class AlertBook {

    private static final String CALM_FORMER = """
        update alert set flapping = false
        where kind = :kind and scope_id = :scope and metric = :metric and flapping and id <> :id
        """;

    private final FiringRows rows;
    private final Outbox outbox;
    private final Additions additions;
    private final PendingAlerts pending;
    private final Quieting quieting;
    private final Whereabouts whereabouts;
    private final Investigations investigations;
    private final Ids ids;
    private final AlertJson json;

    AlertBook(
            FiringRows rows,
            Outbox outbox,
            Additions additions,
            PendingAlerts pending,
            Quieting quieting,
            Whereabouts whereabouts,
            Investigations investigations,
            Ids ids,
            AlertJson json) {
        this.rows = rows;
        this.outbox = outbox;
        this.additions = additions;
        this.pending = pending;
        this.quieting = quieting;
        this.whereabouts = whereabouts;
        this.investigations = investigations;
        this.ids = ids;
        this.json = json;
    }

    /** Opens an alert, unless one of that kind, scope and metric is open; returns whether it did. */
    public Uni<Boolean> open(Mutiny.Session session, NewAlert begun) {
        Uni<Optional<Taken>> taken = pending.take(session, begun);
        return Statements.together(taken, () -> quiet(session, begun))
                .chain(both -> open(session, begun, both.getItem1(), both.getItem2()));
    }

    /**
     * What is known before an alert is opened.
     *
     * @param serverLocation where its server is, if it is of one and that is known
     */
    private record Surroundings(boolean planned, Course course, Optional<String> serverLocation) {}

    private Uni<Surroundings> quiet(Mutiny.Session session, NewAlert begun) {
        Uni<Boolean> planned = quieting.isAnythingPlanned(session, begun.at());
        Uni<Course> course = quieting.courseOf(session, begun.kind(), begun.scopeId(), begun.metric());
        return Statements.together(planned, () -> Statements.together(course, () -> serverLocation(session, begun)))
                .map(all -> new Surroundings(
                        all.getItem1(),
                        all.getItem2().getItem1(),
                        all.getItem2().getItem2()));
    }

    private Uni<Optional<String>> serverLocation(Mutiny.Session session, NewAlert begun) {
        String serverId = begun.scope().serverId();
        return serverId == null ? Uni.createFrom().item(Optional.empty()) : whereabouts.locationOf(session, serverId);
    }

    private Uni<Boolean> open(
            Mutiny.Session session, NewAlert asked, Optional<Taken> taken, Surroundings surroundings) {
        NewAlert begun = taken.map(before -> asked.in(before.correlationId())).orElse(asked);
        String id = taken.map(Taken::id).orElseGet(() -> ids.next("alt"));
        String pendingAt = taken.map(before -> before.at().toString()).orElse("");
        String serverLocation = surroundings.serverLocation().orElse(null);
        FiringAlert alert = AlertFacts.of(id, begun, serverLocation);
        return quieting.mutesOf(session, alert, surroundings.planned(), begun.at())
                .map(mutes -> quieting.telling().fired(surroundings.course(), mutes, begun.at()))
                .chain(beginning -> {
                    Notice notice = AlertFacts.notice(alert, beginning.mutes());
                    return rows.insert(session, id, begun, pendingAt, serverLocation, notice, beginning)
                            .chain(inserted -> inserted
                                    ? fired(session, id, begun, notice, beginning)
                                            .replaceWith(true)
                                    : Uni.createFrom().item(false));
                });
    }

    private Uni<Void> fired(Mutiny.Session session, String id, NewAlert begun, Notice notice, Beginning beginning) {
        List<AlertEvent> events = new ArrayList<>();
        events.add(new AlertEvent.Fired(
                id,
                begun.kind(),
                begun.scope(),
                begun.summary(),
                begun.measurement(),
                begun.evidence(),
                begun.results(),
                ruleOf(begun),
                notice,
                begun.reported(),
                begun.at()));
        Uni<Void> written = Uni.createFrom().voidItem();
        if (beginning.course().flapping()) {
            written = written.chain(() -> calmFormer(session, id, begun));
        }
        if (beginning.flappingStarted()) {
            events.add(new AlertEvent.FlappingStarted(
                    id,
                    begun.kind(),
                    begun.scope(),
                    begun.summary(),
                    beginning.changePercent(),
                    AlertFacts.told(notice, true),
                    begun.at()));
            written = written.chain(() -> session.persist(flappingStarted(id, beginning.changePercent(), begun.at())));
        }
        return written.chain(() -> outbox.append(session, begun.cause(), id, events))
                .chain(() -> investigate(session, id, begun, notice));
    }

    /** What is held back opens no ticket: it is looked into when it is told. */
    private Uni<Void> investigate(Mutiny.Session session, String id, NewAlert begun, Notice notice) {
        String serverId = begun.scope().serverId();
        return begun.kind() == Kind.FAILURE && serverId != null && !notice.muted()
                ? investigations.ofFailedServer(session, id, serverId, begun.cause())
                : Uni.createFrom().voidItem();
    }

    private static AlertTransition flappingStarted(String id, double changePercent, Instant at) {
        String because = "%.1f %% of the recent observations were changes".formatted(changePercent);
        return new AlertTransition(id, "flapping-started", because, null, at);
    }

    private static Uni<Void> calmFormer(Mutiny.Session session, String id, NewAlert begun) {
        return session.createNativeQuery(CALM_FORMER)
                .setParameter("kind", begun.kind().name())
                .setParameter("scope", begun.scopeId())
                .setParameter("metric", begun.metric())
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Says that an open alert goes on; without one, nothing. */
    public Uni<Void> repeat(Mutiny.Session session, Kind kind, String scopeId, Measurement measurement, Instant at) {
        return StepRows.goOn(session, kind, scopeId, measurement.metric(), json.write(measurement), at)
                .chain(open -> open.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : stillFiring(session, kind, open.get(0), measurement, at));
    }

    private Uni<Void> stillFiring(
            Mutiny.Session session, Kind kind, Object[] open, Measurement measurement, Instant at) {
        String id = (String) open[0];
        Cause cause = new Cause((String) open[2], null, (String) open[1], null);
        Scope scope = new Scope((String) open[3], (String) open[4], (String) open[5], (String) open[6]);
        Notice notice = json.notice((String) open[7]);
        return outbox.append(
                session, cause, id, List.of(new AlertEvent.StillFiring(id, kind, scope, measurement, notice, at)));
    }

    /** Resolves the open alert about that metric, if there is one; {@code samples} are those that made it so. */
    public Uni<Void> resolve(
            Mutiny.Session session,
            Kind kind,
            String scopeId,
            String metric,
            String because,
            @Nullable Measurement measurement,
            List<Series> samples,
            Instant at) {
        return findOpen(session, kind, scopeId, metric)
                .chain(open -> open.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : resolve(session, open.get(), because, measurement, samples, null, at));
    }

    /** Resolves what is open of that kind and scope, whatever it was measured by, because of an event. */
    public Uni<Void> resolveAll(
            Mutiny.Session session, Kind kind, String scopeId, String because, String causationId, Instant at) {
        return session.createSelectionQuery(
                        "from Alert where kind = :kind and scopeId = :scope and state = FIRING order by id",
                        Alert.class)
                .setParameter("kind", kind)
                .setParameter("scope", scopeId)
                .setLockMode(jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(open -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (Alert alert : open) {
                        all = all.chain(() -> quieting.courseOf(session, alert.kind, alert.scopeId, alert.metric))
                                .chain(course -> resolve(
                                        session, new Open(alert, course), because, null, List.of(), causationId, at));
                    }
                    return all;
                });
    }

    /** Resolves the open alert of a server or location that was silent, if there is one and nobody else reported the failure. */
    public Uni<Void> resolveSilence(Mutiny.Session session, String scopeId, String because, Instant at) {
        return findOpen(session, Kind.FAILURE, scopeId, "")
                .chain(open -> open.isEmpty() || open.get().alert().origin != Origin.SILENCE
                        ? Uni.createFrom().voidItem()
                        : resolve(session, open.get(), because, null, List.of(), null, at));
    }

    /** Adds a step to the history of the open alert about that metric, of which nobody else needs to hear. */
    public Uni<Void> note(
            Mutiny.Session session,
            Kind kind,
            String scopeId,
            String metric,
            String transition,
            String because,
            List<Series> samples,
            Instant at) {
        return StepRows.note(session, kind, scopeId, metric, transition, because, json.write(samples), at);
    }

    /** Another service reports what an open silence was about: only it can say now when that is over. */
    public Uni<Void> confirmSilence(Mutiny.Session session, String serverId, String because, Instant at) {
        return StepRows.confirm(session, serverId, because, at);
    }

    Uni<Void> resolve(
            Mutiny.Session session,
            Open open,
            String because,
            @Nullable Measurement measurement,
            List<Series> samples,
            @Nullable String causationId,
            Instant at) {
        Alert alert = open.alert();
        Mutes mutes = AlertFacts.mutes(json.notice(alert.notice));
        End end = quieting.telling().resolved(open.course(), mutes, alert.told, at);
        alert.state = Alert.State.RESOLVED;
        alert.because = because;
        alert.resolvedAt = at;
        alert.seenAt = at;
        alert.flapping = end.course().flapping();
        String figures = json.writeIfAny(measurement);
        if (figures != null) {
            alert.measurement = figures;
        }
        List<AlertTransition> steps = new ArrayList<>();
        steps.add(new AlertTransition(alert.id, "resolved", because, figures, at).withSamples(json.write(samples)));
        if (end.flappingStarted()) {
            steps.add(flappingStarted(alert.id, end.changePercent(), at));
        }
        return outbox.append(
                        session,
                        causeOf(alert, causationId),
                        alert.id,
                        resolution(alert, because, measurement, end, at))
                .chain(() -> write(session, steps));
    }

    /** Writes these steps, the events and what changed of the alert, in one turn. */
    private Uni<Void> write(Mutiny.Session session, List<AlertTransition> steps) {
        if (steps.isEmpty()) {
            return additions.flush(session);
        }
        Uni<Void> first = StepRows.insert(session, steps.get(0));
        return Statements.together(first, () -> write(session, steps.subList(1, steps.size())))
                .replaceWithVoid();
    }

    private List<AlertEvent> resolution(
            Alert alert, String because, @Nullable Measurement measurement, End end, Instant at) {
        Notice known = json.notice(alert.notice);
        Notice notice = known == null ? null : AlertFacts.told(known, end.told());
        List<AlertEvent> events = new ArrayList<>();
        events.add(new AlertEvent.Resolved(
                alert.id,
                alert.kind,
                alert.scope(),
                because,
                measurement,
                json.rule(alert.rule),
                notice,
                alert.endedAt,
                at));
        if (end.flappingStarted()) {
            Notice outage = notice == null ? Notice.tell(alert.facts(json).ownGroupKey()) : notice;
            events.add(new AlertEvent.FlappingStarted(
                    alert.id,
                    alert.kind,
                    alert.scope(),
                    alert.summary,
                    end.changePercent(),
                    AlertFacts.told(outage, true),
                    at));
        }
        return events;
    }

    /** An open alert, and how its condition has gone. */
    record Open(Alert alert, Course course) {}

    /** Locked, and what is asked behind the lock sees what it was waited for. */
    Uni<Optional<Open>> findOpen(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        Uni<List<Object[]>> locked = StepRows.lock(session, kind, scopeId, metric);
        Uni<Course> course = quieting.courseOf(session, kind, scopeId, metric);
        return Statements.together(
                        locked, () -> Statements.together(course, () -> readOpen(session, kind, scopeId, metric)))
                .map(all -> all.getItem2())
                .map(both -> both.getItem2().stream().findFirst().map(alert -> new Open(alert, both.getItem1())));
    }

    private static Uni<List<Alert>> readOpen(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return session.createSelectionQuery(
                        "from Alert where kind = :kind and scopeId = :scope and metric = :metric and state = FIRING",
                        Alert.class)
                .setParameter("kind", kind)
                .setParameter("metric", metric)
                .setParameter("scope", scopeId)
                .getResultList();
    }

    static Cause causeOf(Alert alert, @Nullable String causationId) {
        return new Cause(alert.correlationId, causationId, alert.accountId, null);
    }

    static AlertEvent.@Nullable Rule ruleOf(NewAlert begun) {
        return begun.rule() == null ? null : begun.rule().rule();
    }
}
