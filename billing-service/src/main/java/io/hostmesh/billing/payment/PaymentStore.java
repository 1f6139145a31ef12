package io.hostmesh.billing.payment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Payments. */
@ApplicationScoped
class PaymentStore {

    Uni<Void> insert(Mutiny.Session session, Payment payment, Instant nextAttemptAt) {
        return session.persist(new PaymentRow(payment, nextAttemptAt));
    }

    Uni<@Nullable Payment> find(Mutiny.Session session, String id) {
        return session.find(PaymentRow.class, id).map(row -> row == null ? null : row.payment());
    }

    /** The row, and nobody else decides the payment until the transaction ends. */
    Uni<PaymentRow> lock(Mutiny.Session session, String id) {
        return session.createNativeQuery("select * from payment where id = :id for update", PaymentRow.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    /** An invoice's payments, the oldest first. */
    Uni<List<Payment>> ofInvoice(Mutiny.Session session, String invoiceId) {
        return page(session, invoiceId, "", Integer.MAX_VALUE);
    }

    Uni<List<Payment>> page(Mutiny.Session session, String invoiceId, String after, int limit) {
        return session.createSelectionQuery(
                        "from PaymentRow where invoiceId = :invoice and id > :after order by id", PaymentRow.class)
                .setParameter("invoice", invoiceId)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList()
                .map(PaymentStore::payments);
    }

    /** Takes payments that are without an outcome for too long; nobody else takes them for the length of the lease. */
    Uni<List<Payment>> takeDue(Mutiny.Session session, Instant now, Duration lease, int limit) {
        return session.createNativeQuery("""
                        select * from payment where state in ('PENDING', 'UNKNOWN') and next_attempt_at <= :now
                        order by next_attempt_at limit :limit for update skip locked""", PaymentRow.class)
                .setParameter("now", now)
                .setParameter("limit", limit)
                .getResultList()
                .map(rows -> {
                    rows.forEach(row -> {
                        row.attempts++;
                        row.nextAttemptAt = now.plus(lease);
                    });
                    return payments(rows);
                });
    }

    private static List<Payment> payments(List<PaymentRow> rows) {
        return rows.stream().map(PaymentRow::payment).toList();
    }
}
