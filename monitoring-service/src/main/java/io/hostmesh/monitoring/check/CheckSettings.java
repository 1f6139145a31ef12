package io.hostmesh.monitoring.check;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where this instance stands, and the bounds of checks. */
@ConfigMapping(prefix = "hostmesh.checks")
interface CheckSettings {

    /** The name of the place that this instance runs checks at. Instances of one place share its checks. */
    @WithDefault("local")
    String place();

    /** A place that was not heard of for so long takes no new checks. */
    @WithDefault("2m")
    Duration placeForgottenAfter();

    @WithDefault("100")
    int mostPerAccount();

    /** Checks that this instance runs at the same time. */
    @WithDefault("64")
    int mostAtOnce();

    @WithDefault("10")
    int shortestIntervalSeconds();

    @WithDefault("86400")
    int longestIntervalSeconds();

    @WithDefault("30")
    int longestTimeoutSeconds();

    @WithDefault("5")
    int mostPlaces();

    /** Results that can be counted before a decision. */
    @WithDefault("10")
    int mostResults();

    /** Results of a check that are kept of each place. */
    @WithDefault("100")
    int keptResults();

    /** How often this instance looks for checks whose turn it is. */
    @WithDefault("250ms")
    Duration look();

    default CheckBounds bounds() {
        return new CheckBounds(
                shortestIntervalSeconds(),
                longestIntervalSeconds(),
                longestTimeoutSeconds(),
                mostPlaces(),
                mostResults());
    }
}
