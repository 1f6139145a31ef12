package io.hostmesh.billing.meter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time without a break in which a server was used by one plan.
 *
 * @param id the id of the event that began it
 * @param to when it ended, or null while the server runs
 * @param endCorrelationId what ended it, or null while the server runs
 */
public record UsageSegment(
        String id,
        String serverId,
        String accountId,
        @Nullable String groupId,
        String planId,
        Instant from,
        @Nullable Instant to,
        String startCorrelationId,
        @Nullable String endCorrelationId) {

    /** The epoch second that is the first to be billed. */
    public long fromSecond() {
        return from.getEpochSecond();
    }

    /**
     * The epoch second after the last to be billed: that of the end, or of {@code now} while the server runs or where
     * the end is later. Both ends are rounded down, so that two segments which share an instant share no second and
     * leave none out.
     */
    public long toSecond(Instant now) {
        Instant end = to == null || to.isAfter(now) ? now : to;
        return Math.max(fromSecond(), end.getEpochSecond());
    }
}
