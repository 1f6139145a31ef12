package io.hostmesh.monitoring.scrape;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target as it is shown.
 *
 * @param instance host and port, as the label {@code instance}
 * @param lastScrape null until it was asked once
 */
record ScrapeTargetView(
        String id,
        String url,
        String job,
        String instance,
        @Nullable String server,
        Map<String, String> labels,
        int intervalSeconds,
        int timeoutSeconds,
        boolean honourTimestamps,
        @Nullable Last lastScrape,
        Instant createdAt) {

    /**
     * How it went the last time.
     *
     * @param failure why it is down, or what of it was not taken; null where all is well
     */
    record Last(
            Instant at,
            boolean up,
            int samples,
            long durationMillis,
            @Nullable String failure) {}
}
