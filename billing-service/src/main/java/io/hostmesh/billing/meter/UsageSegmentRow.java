package io.hostmesh.billing.meter;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@link UsageSegment} in the database. */
@Entity
@Table(name = "usage_segment")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class UsageSegmentRow {

    @Id
    String id;

    String serverId;
    String accountId;

    @Nullable
    String groupId;

    String planId;
    Instant fromAt;

    @Nullable
    Instant toAt;

    long fromSecond;

    @Nullable
    Long toSecond;

    String startCorrelationId;

    @Nullable
    String endCorrelationId;

    protected UsageSegmentRow() {}

    UsageSegmentRow(UsageSegment segment) {
        this.id = segment.id();
        this.serverId = segment.serverId();
        this.accountId = segment.accountId();
        this.groupId = segment.groupId();
        this.planId = segment.planId();
        this.fromAt = segment.from();
        this.toAt = segment.to();
        this.fromSecond = segment.fromSecond();
        this.toSecond = segment.to() == null ? null : segment.to().getEpochSecond();
        this.startCorrelationId = segment.startCorrelationId();
        this.endCorrelationId = segment.endCorrelationId();
    }

    UsageSegment segment() {
        return new UsageSegment(
                id, serverId, accountId, groupId, planId, fromAt, toAt, startCorrelationId, endCorrelationId);
    }
}
