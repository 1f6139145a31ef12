package io.hostmesh.monitoring.check;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check as its owner wants it.
 *
 * @param target what is asked: a URL for HTTP, host:port for TCP and TLS, a name for DNS, a host for ping
 * @param resolver of DNS: host:port of who is asked, or null for the resolver of the place
 * @param serverId the server that it is a check of, or null
 * @param groupId the group that it is a check of, or null
 * @param places where it is run
 * @param failAfter at a place, it fails when so many of the newest results fail
 * @param recoverAfter at a place, it is good again when so many of the newest results pass
 * @param failingPlaces at so many places at least it has to fail
 */
record CheckDefinition(
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
        boolean enabled) {

    /** Where its packets go, or null where that is for its place to say. */
    @Nullable
    String host() {
        return switch (type) {
            case HTTP -> URI.create(target).getHost();
            case TCP, TLS -> HostAndPort.of(target).host();
            case DNS -> resolver == null ? null : HostAndPort.of(resolver).host();
            case PING -> target;
        };
    }

    /** How a target is asked. */
    enum CheckType {
        HTTP,
        TCP,
        TLS,
        DNS,
        PING
    }

    /** So many {@code count} of the newest {@code of} results. */
    record Quorum(int count, int of) {}
}
