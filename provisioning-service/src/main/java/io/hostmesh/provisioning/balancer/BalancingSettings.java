package io.hostmesh.provisioning.balancer;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How groups are balanced. */
@ConfigMapping(prefix = "hostmesh.balancing")
interface BalancingSettings {

    /** The name of a {@link BalancerFactory}, or {@code none}. */
    String with();

    /** Where balancers listen. */
    String host();

    /** Ports that balancers may have, as in {@code 7410-7499}. */
    String ports();

    /** How long a member that is deleted may keep its connections, unless the group says otherwise. */
    Duration drain();

    /** How often what should be is compared with what is, if nothing happens. */
    Duration period();

    /** How often while a member drains. */
    Duration drainPeriod();

    /** For how long one instance is the one that changes balancers. */
    Duration lease();
}
