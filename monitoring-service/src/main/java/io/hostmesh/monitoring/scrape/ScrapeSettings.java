package io.hostmesh.monitoring.scrape;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The bounds of scraping. */
@ConfigMapping(prefix = "hostmesh.scrape")
interface ScrapeSettings {

    int maximumTargetsPerAccount();

    /** Samples in one answer. */
    int maximumSamples();

    /** Bytes of one answer, unpacked. */
    int maximumAnswerBytes();

    Duration shortestInterval();

    Duration longestInterval();

    /** How often this instance looks for targets that are due. */
    Duration poll();

    /** Targets that this instance asks at the same time. */
    int atOnce();

    /** How much longer than its timeout a scrape may take before another instance does it again. */
    Duration leaseMargin();
}
