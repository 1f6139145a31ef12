package io.hostmesh.billing.invoice;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where an account's invoices stand. Its lock orders them. */
@Entity
@Table(name = "billed_account")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class BilledAccountRow {

    @Id
    String accountId;

    /** The id that the draft has and that its invoice will have. */
    String draftId;

    /** The end of the last invoice, or null before the first. */
    @Nullable
    Instant invoicedUntil;

    protected BilledAccountRow() {}
}
