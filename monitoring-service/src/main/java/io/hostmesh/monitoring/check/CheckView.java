package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.CheckDefinition.Quorum;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A check as it is shown: the fields of {@link CheckDefinition}, and how it is. */
record CheckView(
        String id,
        String account,
        String name,
        CheckType type,
        String target,
        @Nullable String resolver,
        @Nullable String serverId,
        @Nullable String groupId,
        Expectation expect,
        int intervalSeconds,
        int timeoutSeconds,
        List<String> places,
        Quorum failAfter,
        Quorum recoverAfter,
        int failingPlaces,
        boolean enabled,
        CheckJudge.State state,
        Instant stateSince,
        @Nullable String because,
        Instant createdAt,
        long version) {

    static CheckView of(CheckRow row, CheckDefinition check) {
        return new CheckView(
                row.id,
                row.accountId,
                check.name(),
                check.type(),
                check.target(),
                check.resolver(),
                check.serverId(),
                check.groupId(),
                check.expect(),
                check.intervalSeconds(),
                check.timeoutSeconds(),
                check.places(),
                check.failAfter(),
                check.recoverAfter(),
                check.failingPlaces(),
                check.enabled(),
                row.state,
                row.stateSince,
                row.because,
                row.createdAt,
                row.version);
    }

    CheckDefinition definition() {
        return new CheckDefinition(
                name,
                type,
                target,
                resolver,
                serverId,
                groupId,
                expect,
                intervalSeconds,
                timeoutSeconds,
                places,
                failAfter,
                recoverAfter,
                failingPlaces,
                enabled);
    }
}
