package io.hostmesh.billing.ledger;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** An entry of a {@link LedgerTransaction} in the database. */
@Entity
@Immutable
@Table(name = "ledger_entry")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class LedgerEntryRow {

    @Id
    String id;

    String transactionId;
    String ledgerAccount;
    long amountMinor;
    String currency;

    protected LedgerEntryRow() {}

    LedgerEntryRow(String id, LedgerTransaction transaction, LedgerTransaction.Entry entry) {
        this.id = id;
        this.transactionId = transaction.id();
        this.ledgerAccount = entry.ledgerAccount();
        this.amountMinor = entry.amountMinor();
        this.currency = transaction.currency();
    }
}
