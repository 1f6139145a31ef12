package io.hostmesh.provisioning.spending;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An account that may spend no more. */
@Entity
@Table(name = "spend_limits")
class SpendLimitRow {

    @Id
    @Column(name = "account_id")
    String accountId;

    @Column(name = "budget_id")
    String budgetId;

    String because;

    @Column(name = "reached_at")
    Instant reachedAt;

    @SuppressWarnings("NullAway.Init")
    protected SpendLimitRow() {}
}
