package io.hostmesh.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many calls a caller may make; each instance of the gateway counts for itself. */
@ConfigMapping(prefix = "hostmesh.gateway.limit")
public interface LimitSettings {

    /** An account, all its keys together. */
    Rate account();

    /** What machines report with keys of an account, besides its other calls: series and alerts of other systems. */
    Rate deliveries();

    /** The operator, per key. */
    Rate admin();

    /** A server's own calls but its metrics. */
    Rate server();

    /** A server's pushes of metrics; the burst lets it hand in what it kept while nothing answered. */
    Rate metrics();

    /** Credentials that were refused, per remote address. */
    Rate refused();

    /** Callers remembered at most; the least used are forgotten first, which refills their bucket. */
    @WithDefault("100000")
    int maxCallers();

    /** A token bucket. */
    interface Rate {
        int perSecond();

        int burst();
    }
}
