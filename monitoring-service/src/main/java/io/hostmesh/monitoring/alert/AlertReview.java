package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.quiet.Mutes;
import io.hostmesh.monitoring.quiet.Telling.Course;
import io.hostmesh.monitoring.quiet.Telling.Review;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Looks at open alerts again and again: what is muted is shown as such, what is muted no longer and still fires is told, and what
 * flapped and is calm is said to be so. One instance does it at a time, a page of alerts in a transaction.
 */
@ApplicationScoped
class AlertReview {

    private static final int PAGE = 500;
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtext('alert-review'))";
    private static final String FIRING = "from Alert where state = FIRING and id > :after order by id";
    private static final String CALMING = "from Alert where state = RESOLVED and flapping = true order by id";

    private final Transactions transactions;
    private final Quieting quieting;
    private final Glances glances;
    private final Investigations investigations;
    private final Outbox outbox;
    private final Recurring recurring;
    private final AlertJson json;
    private final Clock clock;
    private final Duration interval;

    AlertReview(
            Transactions transactions,
            Quieting quieting,
            Glances glances,
            Investigations investigations,
            Outbox outbox,
            Recurring recurring,
            AlertJson json,
            Clock clock,
            @ConfigProperty(name = "hostmesh.alerts.review-interval") Duration interval) {
        this.transactions = transactions;
        this.quieting = quieting;
        this.glances = glances;
        this.investigations = investigations;
        this.outbox = outbox;
        this.recurring = recurring;
        this.json = json;
        this.clock = clock;
        this.interval = interval;
    }

    void start(@Observes StartupEvent startup) {
        recurring.every(Mutes.REVIEW, interval, () -> reviewAfter("").chain(this::calm));
    }

    private Uni<Void> reviewAfter(String after) {
        return transactions
                .inTransaction(session -> locked(session, () -> page(session, after)))
                .chain(last -> last == null ? Uni.createFrom().voidItem() : reviewAfter(last));
    }

    private static <T> Uni<@Nullable T> locked(Mutiny.Session session, java.util.function.Supplier<Uni<T>> work) {
        return session.createNativeQuery(LOCK, Boolean.class)
                .getSingleResult()
                .chain(held -> held ? work.get() : Uni.createFrom().nullItem());
    }

    /** The last id of a full page; null after the last page. */
    private Uni<@Nullable String> page(Mutiny.Session session, String after) {
        Instant now = clock.instant();
        return glances.list(session, FIRING, after, PAGE).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().nullItem();
            }
            return quieting.muters(session, now)
                    .chain(muters -> {
                        Uni<Void> all = Uni.createFrom().voidItem();
                        for (Glance glance : found) {
                            Mutes mutes = muters.mutesOf(glance.facts(json), now);
                            if (glance.flapping() || !mutes.equals(AlertFacts.mutes(json.notice(glance.notice())))) {
                                all = all.chain(() -> review(session, glance, mutes, now));
                            }
                        }
                        return all;
                    })
                    .replaceWith(
                            found.size() < PAGE
                                    ? null
                                    : found.get(found.size() - 1).id());
        });
    }

    private Uni<Void> review(Mutiny.Session session, Glance glance, Mutes mutes, Instant now) {
        return session.find(Alert.class, glance.id(), LockModeType.PESSIMISTIC_WRITE)
                .chain(alert -> alert == null || alert.version != glance.version()
                        ? Uni.createFrom().voidItem()
                        : course(session, alert).chain(course -> apply(session, alert, course, mutes, now)));
    }

    private Uni<Course> course(Mutiny.Session session, Alert alert) {
        return alert.flapping
                ? quieting.courseOf(session, alert.kind, alert.scopeId, alert.metric)
                : Uni.createFrom().item(Course.NEW);
    }

    private Uni<Void> apply(Mutiny.Session session, Alert alert, Course course, Mutes mutes, Instant now) {
        Mutes before = AlertFacts.mutes(json.notice(alert.notice));
        Review review = quieting.telling().stillFiring(course, before, mutes, alert.told, now);
        Notice notice = AlertFacts.notice(alert.facts(json), review.mutes());
        List<AlertTransition> transitions = new ArrayList<>();
        List<AlertEvent> events = new ArrayList<>();
        if (review.flappingStopped()) {
            alert.flapping = false;
            flappingStopped(alert, notice, review, now, transitions, events);
        }
        review.unmutedBecause().ifPresent(because -> {
            alert.told = true;
            transitions.add(new AlertTransition(alert.id, "unmuted", because, alert.measurement, now));
            events.add(new AlertEvent.Unmuted(
                    alert.id,
                    alert.kind,
                    alert.scope(),
                    alert.summary,
                    because,
                    json.measurement(alert.measurement),
                    json.series(alert.evidence),
                    notice,
                    alert.began(),
                    now));
        });
        if (review.mutes().holdBack() && !before.holdBack()) {
            transitions.add(new AlertTransition(alert.id, "muted", "by " + wordsOf(review.mutes()), null, now));
        }
        alert.notice = json.write(notice);
        boolean told = review.unmutedBecause().isPresent();
        return session.persistAll(transitions.toArray())
                .chain(() -> outbox.append(session, AlertBook.causeOf(alert, null), alert.id, events))
                .chain(() ->
                        told ? investigate(session, alert) : Uni.createFrom().voidItem())
                .chain(session::flush);
    }

    private Uni<Void> investigate(Mutiny.Session session, Alert alert) {
        String serverId = alert.serverId;
        return alert.kind == AlertEvent.Kind.FAILURE && serverId != null
                ? investigations.ofFailedServer(session, alert.id, serverId, AlertBook.causeOf(alert, null))
                : Uni.createFrom().voidItem();
    }

    /** Conditions that flapped and do not fire at the moment. */
    private Uni<Void> calm() {
        Instant now = clock.instant();
        return transactions.inTransaction(session -> locked(session, () -> glances.list(session, CALMING, null, PAGE)
                        .chain(found -> {
                            Uni<Void> all = Uni.createFrom().voidItem();
                            for (Glance glance : found) {
                                all = all.chain(() -> calm(session, glance, now));
                            }
                            return all;
                        }))
                .replaceWithVoid());
    }

    private Uni<Void> calm(Mutiny.Session session, Glance glance, Instant now) {
        return session.find(Alert.class, glance.id(), LockModeType.PESSIMISTIC_WRITE)
                .chain(alert -> course(session, alert).chain(course -> {
                    Review review = quieting.telling().quiet(course, now);
                    if (!review.flappingStopped()) {
                        return Uni.createFrom().voidItem();
                    }
                    alert.flapping = false;
                    List<AlertTransition> transitions = new ArrayList<>();
                    List<AlertEvent> events = new ArrayList<>();
                    Notice notice = AlertFacts.notice(alert.facts(json), Mutes.NONE);
                    flappingStopped(alert, notice, review, now, transitions, events);
                    return session.persistAll(transitions.toArray())
                            .chain(() -> outbox.append(session, AlertBook.causeOf(alert, null), alert.id, events))
                            .chain(session::flush);
                }));
    }

    private static void flappingStopped(
            Alert alert,
            Notice notice,
            Review review,
            Instant now,
            List<AlertTransition> transitions,
            List<AlertEvent> events) {
        String because = "%.1f %% of the recent observations were changes".formatted(review.changePercent());
        transitions.add(new AlertTransition(alert.id, "flapping-stopped", because, null, now));
        events.add(new AlertEvent.FlappingStopped(
                alert.id,
                alert.kind,
                alert.scope(),
                alert.state == Alert.State.FIRING,
                review.changePercent(),
                AlertFacts.told(notice, true),
                now));
    }

    private static String wordsOf(Mutes mutes) {
        List<String> words = new ArrayList<>();
        mutes.silencedBy().forEach(id -> words.add("silence " + id));
        mutes.inhibitedBy().forEach(key -> words.add("the alert about " + key));
        mutes.maintenances().forEach(id -> words.add("maintenance " + id));
        return words.isEmpty() ? "flapping" : String.join(", ", words);
    }
}
