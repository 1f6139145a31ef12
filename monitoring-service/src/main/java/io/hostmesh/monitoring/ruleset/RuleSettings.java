package io.hostmesh.monitoring.ruleset;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Bounds of rules. */
@ConfigMapping(prefix = "hostmesh.rules")
public interface RuleSettings {

    /** How many rules an account has at most, the built-in ones not counted. */
    int maximumPerAccount();

    /** How far rules look back at most: windows of rates, and the time after which data is missing. */
    Duration maximumWindow();

    /** A step that needs no sample is taken this much later, as samples that were accepted before can be on their way. */
    Duration tickBehind();

    /** When the judge itself did not run for this long, absences are counted anew. */
    Duration restartAfter();

    /** What was not heard of for this long is let go of. */
    Duration forgetAfter();

    default int maximumWindowSeconds() {
        return (int) maximumWindow().toSeconds();
    }
}
