package io.hostmesh.monitoring.membership;

import io.hostmesh.monitoring.judge.GroupFact;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What provisioning's events say of a group. Metric, target and tolerance are null for one that is sized by hand. */
@Entity
@Table(name = "monitored_group")
class MonitoredGroup {

    private static final long SECOND = 1_000_000;

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

    /** All that is judged, as {@link Aims} writes it, or null where metric, target and tolerance say it. */
    @Nullable
    String aims;

    int warmUpSeconds;

    boolean deleted;

    Instant changedAt = Instant.EPOCH;

    @Version
    long version;

    GroupFact toFact() {
        return new GroupFact(id, accountId, targets(), warmUpSeconds * SECOND, minimum, deleted);
    }

    private List<GroupFact.Target> targets() {
        if (aims != null) {
            return Aims.read(aims);
        }
        return metric == null || target == null || tolerance == null
                ? List.of()
                : List.of(new GroupFact.Target(metric, target, tolerance));
    }
}
