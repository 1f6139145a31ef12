package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.provisioning.policy.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be asked of a group, and what it is told. */
sealed interface GroupCommand {

    /** The members have too much or too little to do, by that measurement. */
    record Load(String alertId, boolean over, @Nullable Measurement measurement) implements GroupCommand {}

    /** The load is back inside its tolerance. */
    record LoadBackToNormal(String alertId) implements GroupCommand {}

    /** By hand, or by a server for its own group. */
    record Grow(int by, String because) implements GroupCommand {}

    /**
     * Its owner wishes another group, or another size.
     *
     * @param desired how many members it should have, or null to leave that as it is
     * @param correlationId of the request
     */
    record Change(GroupDescription next, @Nullable Integer desired, String who, String correlationId)
            implements GroupCommand {}

    record Suspend(String who) implements GroupCommand {}

    record Resume(String who) implements GroupCommand {}

    /** What becomes of the update that is under way. */
    record Steer(What what, String who) implements GroupCommand {

        enum What {
            PAUSE,
            RESUME,
            ROLL_BACK
        }
    }

    record Delete() implements GroupCommand {}

    /** A member is protected against being given up from now on, or no longer is. */
    record Protect(String serverId, boolean wanted, String who) implements GroupCommand {}

    /**
     * A member failed.
     *
     * @param replacement what the next member stands in for, and the correlation of the failure
     */
    record MemberFailed(String serverId, Reached reached, Memory.Replacement replacement, String because)
            implements GroupCommand {

        /** How far the member had come. */
        enum Reached {
            NEVER_ANSWERED,
            WARMING_UP,
            /** It was part of the figures, but had not stayed yet. */
            WARM,
            SETTLED;

            static Reached of(@Nullable Instant answeredAt, Instant failedAt, Duration warmUp, Pace pace) {
                if (answeredAt == null) {
                    return NEVER_ANSWERED;
                } else if (failedAt.isBefore(answeredAt.plus(warmUp))) {
                    return WARMING_UP;
                }
                return failedAt.isBefore(answeredAt.plus(pace.settled(warmUp))) ? WARM : SETTLED;
            }
        }
    }

    /** A member answers. */
    record MemberAnswered(String serverId) implements GroupCommand {}

    /** A member is gone and its place is free. */
    record MemberDeleted(String serverId) implements GroupCommand {}

    /** Time passed: what was put off may be due. */
    record Check() implements GroupCommand {}

    /** Time passed, and forecasts are to be made from what the group carried in each hour, by metric. */
    record Forecasted(Map<String, List<Forecast.Hour>> hours) implements GroupCommand {

        List<Forecast.Hour> history(String metric) {
            return hours.getOrDefault(metric, List.of());
        }
    }
}
