package io.hostmesh.monitoring.scrape;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a target before it is asked.
 *
 * @param labels that each of its series gets: those of the target, {@code job} and {@code instance} among them
 * @param honourTimestamps whether samples keep the time that the target gave them
 * @param maximumSamples that one answer may have
 */
record ScrapePlan(Map<String, String> labels, boolean honourTimestamps, int maximumSamples) {

    /**
     * What a target answered.
     *
     * @param text null where it gave no usable answer
     * @param failure why; null where it did
     */
    record Reply(
            @Nullable String text,
            boolean openMetrics,
            @Nullable String failure) {

        static Reply of(String text, boolean openMetrics) {
            return new Reply(text, openMetrics, null);
        }

        static Reply failed(String why) {
            return new Reply(null, false, why);
        }
    }
}
