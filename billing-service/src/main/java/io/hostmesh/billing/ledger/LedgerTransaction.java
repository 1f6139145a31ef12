package io.hostmesh.billing.ledger;

import java.time.Instant;
import java.util.List;

/**
 * A movement of money between ledger accounts. Never changed: a mistake is mended by another transaction.
 *
 * @param reference what it is for, for example an invoice id; each kind is posted once per reference
 * @param entries at least two that sum to zero; IllegalArgumentException otherwise
 */
record LedgerTransaction(
        String id,
        Kind kind,
        String reference,
        String accountId,
        String currency,
        String correlationId,
        Instant occurredAt,
        List<Entry> entries) {

    /** What moved the money. */
    enum Kind {
        INVOICE,
        PAYMENT
    }

    /** A positive amount is a debit of the ledger account, a negative one a credit. */
    record Entry(String ledgerAccount, long amountMinor) {}

    LedgerTransaction {
        long sum = entries.stream().mapToLong(Entry::amountMinor).reduce(0, Math::addExact);
        if (sum != 0 || entries.size() < 2) {
            throw new IllegalArgumentException("expected entries that sum to zero, got " + entries);
        }
        entries = List.copyOf(entries);
    }

    /** An invoice was finalized: the customer owes, and it is revenue. */
    static LedgerTransaction invoice(
            String id,
            String invoiceId,
            String accountId,
            long amountMinor,
            String currency,
            String correlationId,
            Instant at) {
        return new LedgerTransaction(
                id,
                Kind.INVOICE,
                invoiceId,
                accountId,
                currency,
                correlationId,
                at,
                List.of(
                        new Entry(receivable(accountId), amountMinor),
                        new Entry("revenue", Math.negateExact(amountMinor))));
    }

    /** A customer paid: there is cash, and less is owed. */
    static LedgerTransaction payment(
            String id,
            String paymentId,
            String accountId,
            long amountMinor,
            String currency,
            String correlationId,
            Instant at) {
        return new LedgerTransaction(
                id,
                Kind.PAYMENT,
                paymentId,
                accountId,
                currency,
                correlationId,
                at,
                List.of(
                        new Entry("cash", amountMinor),
                        new Entry(receivable(accountId), Math.negateExact(amountMinor))));
    }

    private static String receivable(String accountId) {
        return "receivable:" + accountId;
    }
}
