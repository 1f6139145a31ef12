package io.hostmesh.monitoring.scrape;

import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Who asks which target now, of all instances that could. */
@ApplicationScoped
class ScrapeLeases {

    private final Transactions transactions;
    private final ScrapeSettings settings;

    ScrapeLeases(Transactions transactions, ScrapeSettings settings) {
        this.transactions = transactions;
        this.settings = settings;
    }

    /**
     * Takes targets that are due and that nobody asks, or whose instance is overdue; at most so many.
     *
     * @param owner a name that is used for this once
     */
    Uni<List<ScrapeTarget>> take(String owner, Instant now, int most) {
        return transactions.inTransaction(session -> session.createNativeQuery("""
            select * from scrape_target
            where next_at <= :now and (lease_until is null or lease_until < :now)
            order by next_at limit :most for update skip locked\
            """, ScrapeTarget.class)
                .setParameter("now", now)
                .setParameter("most", most)
                .getResultList()
                .invoke(due -> due.forEach(target -> target.lease(
                        owner, now, now.plusSeconds(target.timeoutSeconds).plus(settings.leaseMargin())))));
    }

    /** Ends a lease with what came of it; nothing where it was lost meanwhile. */
    Uni<Void> end(ScrapeTarget leased, Consumer<ScrapeTarget> outcome) {
        return transactions.inTransaction(
                session -> session.find(ScrapeTarget.class, leased.id, LockModeType.PESSIMISTIC_WRITE)
                        .invoke(target -> {
                            if (target != null && isHeld(target, leased)) {
                                outcome.accept(target);
                                target.leaseOwner = null;
                                target.leaseUntil = null;
                            }
                        })
                        .replaceWithVoid());
    }

    /** Deletes a target whose series have ended. */
    Uni<Void> delete(ScrapeTarget leased) {
        return transactions.inTransaction(
                session -> session.find(ScrapeTarget.class, leased.id, LockModeType.PESSIMISTIC_WRITE)
                        .chain(target -> target != null && isHeld(target, leased)
                                ? session.remove(target)
                                : Uni.createFrom().voidItem()));
    }

    private static boolean isHeld(ScrapeTarget target, ScrapeTarget leased) {
        return leased.leaseOwner != null && leased.leaseOwner.equals(target.leaseOwner);
    }
}
