package io.hostmesh.monitoring.ruleset;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A rule of an account, as it is kept. */
@Entity
@Table(name = "account_rule")
class RuleRow {

    @Id
    String id = "";

    String accountId = "";

    /** JSON of {@link RuleBody}. */
    String definition = "{}";

    boolean enabled = true;

    /** Kept for a while, so that every judge learns of it. */
    boolean deleted;

    Instant createdAt = Instant.EPOCH;

    Instant changedAt = Instant.EPOCH;

    long version = 1;
}
