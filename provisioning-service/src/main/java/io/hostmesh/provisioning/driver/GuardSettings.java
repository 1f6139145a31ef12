package io.hostmesh.provisioning.driver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What every call to a driver is bounded by. */
@ConfigMapping(prefix = "hostmesh.drivers")
interface GuardSettings {

    /** How long one call may take. */
    @WithDefault("30s")
    Duration callLimit();

    /** How many calls of one location are under way at the same time. */
    @WithDefault("96")
    int calls();

    /** How often a call is made in all before its failure is reported. */
    @WithDefault("3")
    int attempts();

    /** How long to wait at most before the second attempt; doubled before each further one. */
    @WithDefault("200ms")
    Duration firstDelay();

    @WithDefault("20")
    int breakerWindow();

    /** How many of the calls in the window must have failed for the location to be left alone. */
    @WithDefault("10")
    int breakerFailures();

    /** How long a location is left alone at first. */
    @WithDefault("5s")
    Duration breakerOpenFor();
}
