package io.hostmesh.monitoring.maintenance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Planned work. It is under way from its start, planned or early, until it is said to be over or its planned end, whichever is first:
 * work that takes longer has to be planned anew, or people hear of what it breaks.
 *
 * @param accountId whose servers it is about; null for the operator's, which is about everybody's
 * @param endsAt the first moment at which it is not under way any more
 */
public record Maintenance(
        String id,
        @Nullable String accountId,
        @Nullable String locationId,
        List<String> groupIds,
        List<String> serverIds,
        Instant startsAt,
        Instant endsAt,
        boolean completed) {

    /** Whether it mutes an alert of that account about that server, group or location; empty where it is about none. */
    public boolean mutes(@Nullable String account, String server, String group, String location, Instant now) {
        return isUnderWay(now)
                && (accountId == null || accountId.equals(account))
                && (serverIds.contains(server)
                        || groupIds.contains(group)
                        || (!location.isEmpty() && location.equals(locationId)));
    }

    boolean isUnderWay(Instant now) {
        return !completed && !now.isBefore(startsAt) && now.isBefore(endsAt);
    }
}
