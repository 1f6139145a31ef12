package io.hostmesh.provisioning.server;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How often a step is tried, and when again: the delay doubles from one attempt to the next, up to a bound. */
@ApplicationScoped
class Retries {

    private static final int MOST_DOUBLINGS = 20;

    private final Duration firstDelay;
    private final Duration longestDelay;
    private final int attemptsToBuild;
    private final int attempts;

    /**
     * @param attemptsToBuild for a machine that was never there, in whose place another can be made
     * @param attempts for everything that is done to a machine that is there
     */
    Retries(
            @ConfigProperty(name = "hostmesh.reconciler.first-delay") Duration firstDelay,
            @ConfigProperty(name = "hostmesh.reconciler.longest-delay") Duration longestDelay,
            @ConfigProperty(name = "hostmesh.reconciler.attempts-to-build") int attemptsToBuild,
            @ConfigProperty(name = "hostmesh.reconciler.attempts") int attempts) {
        this.firstDelay = firstDelay;
        this.longestDelay = longestDelay;
        this.attemptsToBuild = attemptsToBuild;
        this.attempts = attempts;
    }

    /** True if a step for that server is not tried again after that many failures of it. */
    boolean exhausted(Server server, int failures) {
        return failures >= (server instanceof Server.Building ? attemptsToBuild : attempts);
    }

    /**
     * How long to wait after that many failures.
     *
     * @param jitter from 0 to 1; spreads attempts over the second half of the delay
     */
    Duration delay(int failures, double jitter) {
        long doubled = firstDelay.toMillis() << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        long bounded = Math.min(doubled, longestDelay.toMillis());
        return Duration.ofMillis(Math.round(bounded / 2.0 + jitter * bounded / 2.0));
    }
}
