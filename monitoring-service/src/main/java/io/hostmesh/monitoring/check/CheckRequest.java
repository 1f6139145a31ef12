package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.CheckDefinition.Quorum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked for, field by field as in {@link CheckDefinition}; null is the default, or in a change what it was. */
record CheckRequest(
        @Nullable String name,
        @Nullable CheckType type,
        @Nullable String target,
        @Nullable String resolver,
        @Nullable String serverId,
        @Nullable String groupId,
        @Nullable Expectation expect,
        @Nullable Integer intervalSeconds,
        @Nullable Integer timeoutSeconds,
        @Nullable List<String> places,
        @Nullable Quorum failAfter,
        @Nullable Quorum recoverAfter,
        @Nullable Integer failingPlaces,
        @Nullable Boolean enabled) {

    /** What stays as it is where this asks for nothing else. */
    CheckRequest over(CheckDefinition before) {
        return new CheckRequest(
                or(name, before.name()),
                or(type, before.type()),
                or(target, before.target()),
                resolver != null ? resolver : before.resolver(),
                serverId != null ? serverId : before.serverId(),
                groupId != null ? groupId : before.groupId(),
                or(expect, before.expect()),
                or(intervalSeconds, before.intervalSeconds()),
                or(timeoutSeconds, before.timeoutSeconds()),
                or(places, before.places()),
                or(failAfter, before.failAfter()),
                or(recoverAfter, before.recoverAfter()),
                or(
                        failingPlaces,
                        places == null ? before.failingPlaces() : Math.min(before.failingPlaces(), places.size())),
                or(enabled, before.enabled()));
    }

    private static <T> T or(@Nullable T asked, T before) {
        return asked == null ? before : asked;
    }
}
