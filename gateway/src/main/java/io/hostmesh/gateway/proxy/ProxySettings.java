package io.hostmesh.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where the services are, and what the gateway bears with. */
@ConfigMapping(prefix = "hostmesh.gateway.proxy")
public interface ProxySettings {

    Upstreams upstream();

    /** How long a service may take to accept a connection. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** How long a service may stay silent within a call. */
    @WithDefault("30s")
    Duration silenceTimeout();

    /** Connections at most to each service. */
    @WithDefault("128")
    int connectionsPerService();

    /** Calls at most that wait for a connection to a service; one more is refused. */
    @WithDefault("1024")
    int waitingCallsPerService();

    /** As much as any service takes: bodies of series are the largest. */
    @WithDefault("10485760")
    long maxBodyBytes();

    /** The base address of each service. */
    interface Upstreams {
        URI provisioning();

        URI monitoring();

        URI billing();

        URI ticket();

        default URI of(Upstream upstream) {
            return switch (upstream) {
                case PROVISIONING -> provisioning();
                case MONITORING -> monitoring();
                case BILLING -> billing();
                case TICKET -> ticket();
            };
        }
    }
}
