package io.hostmesh.monitoring.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where calls for customers may go, and how many at once. */
@ConfigMapping(prefix = "hostmesh.outbound")
interface OutboundSettings {

    /** Networks besides the public Internet, in CIDR notation: the operator's own, where customers' servers are. */
    Optional<List<String>> allowedNetworks();

    /** How long a name may take to resolve. */
    @WithDefault("2s")
    Duration resolveWithin();

    /** Connections at most to one address. */
    @WithDefault("4")
    int connectionsPerAddress();

    /** Calls at most that wait for a connection to one address. */
    @WithDefault("16")
    int waitingCallsPerAddress();
}
