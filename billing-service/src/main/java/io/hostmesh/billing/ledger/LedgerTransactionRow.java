package io.hostmesh.billing.ledger;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A {@link LedgerTransaction} in the database, without its entries. */
@Entity
@Immutable
@Table(name = "ledger_transaction")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class LedgerTransactionRow {

    @Id
    String id;

    @Enumerated(EnumType.STRING)
    LedgerTransaction.Kind kind;

    String reference;
    String accountId;
    String correlationId;
    Instant occurredAt;

    protected LedgerTransactionRow() {}

    LedgerTransactionRow(LedgerTransaction transaction) {
        this.id = transaction.id();
        this.kind = transaction.kind();
        this.reference = transaction.reference();
        this.accountId = transaction.accountId();
        this.correlationId = transaction.correlationId();
        this.occurredAt = transaction.occurredAt();
    }
}
