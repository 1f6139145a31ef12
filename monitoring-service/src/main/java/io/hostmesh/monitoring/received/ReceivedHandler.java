package io.hostmesh.monitoring.received;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.query.AnyOf;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.received.ReceivedDecider.Manner;
import io.hostmesh.monitoring.received.ReceivedDecider.Step;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Takes a delivery in one transaction: the alerts of it and what is remembered of them. */
@ApplicationScoped
class ReceivedHandler {

    private final Transactions transactions;
    private final ReceivedAlerts alerts;
    private final ReceivedSettings settings;
    private final Clock clock;

    ReceivedHandler(Transactions transactions, ReceivedAlerts alerts, ReceivedSettings settings, Clock clock) {
        this.transactions = transactions;
        this.alerts = alerts;
        this.settings = settings;
        this.clock = clock;
    }

    /** What one try to take a delivery has come to. */
    private static final class Progress {
        final Map<String, ReceivedAlert> rows = new HashMap<>();
        final Map<String, Received> goingOn = new HashMap<>();
        long firing;
        int refused;
    }

    /** Answers how many of the delivery are refused, because too many of the account's go on; the others are taken. */
    Uni<Integer> take(String accountId, List<Received> delivery, Manner manner, Cause cause) {
        Instant now = clock.instant();
        List<String> ids = delivery.stream()
                .map(alert -> ReceivedAlerts.idOf(accountId, alert))
                .toList();
        return transactions.inTransaction(
                session -> begin(session, accountId, ids).chain(progress -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (int index = 0; index < ids.size(); index++) {
                        String id = ids.get(index);
                        Received alert = delivery.get(index);
                        all = all.chain(() -> take(session, accountId, id, alert, manner, cause, progress, now));
                    }
                    return all.chain(() -> alerts.goOn(session, progress.goingOn, now))
                            .replaceWith(() -> progress.refused);
                }));
    }

    /** One delivery of an account at a time. */
    private static Uni<Progress> begin(Mutiny.Session session, String accountId, List<String> ids) {
        Progress progress = new Progress();
        return session.createNativeQuery(
                        "select 1 from (select pg_advisory_xact_lock(hashtext('received_alert ' || :account))) as held",
                        Integer.class)
                .setParameter("account", accountId)
                .getSingleResult()
                .chain(() -> session.createSelectionQuery(
                                "select count(*) from ReceivedAlert where accountId = :account and firing = true",
                                Long.class)
                        .setParameter("account", accountId)
                        .getSingleResult())
                .invoke(firing -> progress.firing = firing)
                .chain(() -> session.createSelectionQuery(
                                "from ReceivedAlert where any_of(id, :ids) order by id", ReceivedAlert.class)
                        .setParameter("ids", AnyOf.text(ids))
                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                        .getResultList())
                .invoke(rows -> rows.forEach(row -> progress.rows.put(row.id, row)))
                .replaceWith(progress);
    }

    private Uni<Void> take(
            Mutiny.Session session,
            String accountId,
            String id,
            Received alert,
            Manner manner,
            Cause cause,
            Progress progress,
            Instant now) {
        ReceivedAlert row = progress.rows.get(id);
        Step step = ReceivedDecider.decide(row == null ? null : row.known(), alert, manner, now);
        if (step instanceof Step.Open open) {
            if (progress.firing >= settings.maximumFiringPerAccount()) {
                progress.refused++;
                return Uni.createFrom().voidItem();
            }
            progress.firing++;
            return kept(session, accountId, id, row, open, progress)
                    .chain(kept -> alerts.open(session, kept, alert, cause, now));
        }
        if (row == null || step instanceof Step.Nothing) {
            return Uni.createFrom().voidItem();
        }
        if (step instanceof Step.GoOn goesOn) {
            row.keep(goesOn.known());
            progress.goingOn.put(id, alert);
            return Uni.createFrom().voidItem();
        }
        progress.goingOn.remove(id);
        if (step instanceof Step.Reopen again) {
            return alerts.resolve(session, row, "it began anew", alert.startsAt(), now)
                    .chain(() -> {
                        row.keep(again.known());
                        return alerts.open(session, row, alert, cause, now);
                    });
        }
        progress.firing--;
        row.keep(((Step.End) step).known());
        return alerts.resolve(session, row, "its sender says that it is over", alert.endsAt(), now);
    }

    private static Uni<ReceivedAlert> kept(
            Mutiny.Session session,
            String accountId,
            String id,
            @Nullable ReceivedAlert row,
            Step.Open open,
            Progress progress) {
        ReceivedAlert kept = row == null ? new ReceivedAlert() : row;
        kept.keep(open.known());
        if (row != null) {
            return Uni.createFrom().item(row);
        }
        kept.id = id;
        kept.accountId = accountId;
        progress.rows.put(id, kept);
        return session.persist(kept).replaceWith(kept);
    }

    /** Ends those that were not repeated in time, and forgets those that are over for long. */
    Uni<Void> endOverdue() {
        Instant now = clock.instant();
        return transactions.inTransaction(session -> session.createNativeQuery("""
            select * from received_alert where firing and until <= :now
            order by until limit :most for update skip locked\
            """, ReceivedAlert.class)
                .setParameter("now", now)
                .setParameter("most", settings.endsAtOnce())
                .getResultList()
                .chain(overdue -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (ReceivedAlert row : overdue) {
                        row.keep(ReceivedDecider.overdue(row.known(), now));
                        all = all.chain(() ->
                                alerts.resolve(session, row, "its sender has not repeated it in time", null, now));
                    }
                    return all;
                })
                .chain(() -> session.createNativeQuery(
                                "delete from received_alert where not firing and until < :before")
                        .setParameter("before", now.minus(settings.remember()))
                        .executeUpdate())
                .replaceWithVoid());
    }
}
