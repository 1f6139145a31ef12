package io.hostmesh.monitoring.membership;

import io.hostmesh.monitoring.judge.GroupFact;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What provisioning's events say of a group. Metric, target and tolerance are null for one that is sized by hand. */
@Entity
@Table(name = "monitored_group")
class MonitoredGroup {

    @Id
    String id = "";

    @Nullable
    String accountId;

    String name = "";

    int minimum;

    @Nullable
    String metric;

    @Nullable
    Double target;

    @Nullable
    Double tolerance;

    boolean deleted;

    Instant changedAt = Instant.EPOCH;

    @Version
    long version;

    GroupFact toFact() {
        GroupFact.Target aim = metric == null || target == null || tolerance == null
                ? null
                : new GroupFact.Target(metric, target, tolerance);
        return new GroupFact(id, accountId, aim, minimum, deleted);
    }
}
