package io.hostmesh.monitoring.maintenance;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of a maintenance. */
@Entity
@Table(name = "maintenance")
class MaintenanceRow {

    @Id
    String id = "";

    @Nullable
    String accountId;

    String title = "";

    @Nullable
    String locationId;

    /** JSON: ids. */
    String groupIds = "[]";

    /** JSON: ids. */
    String serverIds = "[]";

    Instant startsAt = Instant.EPOCH;

    Instant endsAt = Instant.EPOCH;

    boolean completed;

    /** When the newest event that counted happened. */
    Instant changedAt = Instant.EPOCH;

    @Version
    long version;
}
