package io.hostmesh.provisioning.group;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An activity as it is stored. It never changes, but for the repeats that are counted. */
@Entity
@Table(name = "activities")
class ActivityRow {

    @Id
    String id;

    @Column(name = "group_id")
    String groupId;

    @Column(name = "account_id")
    String accountId;

    /** As {@link #stored} says. */
    String kind;

    @Nullable
    String reason;

    String because;

    @Column(name = "from_size")
    int fromSize;

    @Column(name = "to_size")
    int toSize;

    int wished;

    /** {@link Activity.Figures} as JSON. */
    @Nullable
    String figures;

    /** Ids with commas between them. */
    @Column(name = "server_ids")
    String serverIds;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "happened_at")
    Instant happenedAt;

    /** An {@link io.hostmesh.provisioning.policy.Evaluation} as JSON. */
    @Nullable
    String evaluation;

    /** When it was the outcome for the last time, or null where it was only once. */
    @Column(name = "last_at")
    @Nullable
    Instant lastAt;

    int repeats;

    @SuppressWarnings("NullAway.Init")
    protected ActivityRow() {}

    /** Of several words, these have underscores between them, and dashes where the API shows them. */
    static String stored(Activity.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
