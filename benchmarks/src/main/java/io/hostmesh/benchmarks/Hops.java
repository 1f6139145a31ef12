package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the time of a crossing goes, hop by hop, in milliseconds; the processes share one clock. */
final class Hops {

    private final HopTimes times = new HopTimes();

    private final Map<String, Long> last = new LinkedHashMap<>();

    void add(Instant acknowledged, LoopEvents.Growth growth) {
        last.clear();
        LoopEvents.Passage alert = growth.alert();
        LoopEvents.Passage scaled = growth.scaled();
        if (alert != null) {
            add("acknowledged_to_alert_appended", acknowledged, alert.appended());
            add("alert_appended_to_sent", alert.appended(), alert.sent());
            add("alert_sent_to_growth_appended", alert.sent(), scaled.appended());
        }
        add("growth_appended_to_sent", scaled.appended(), scaled.sent());
        add("growth_sent_to_received", scaled.sent(), growth.received());
    }

    private void add(String hop, Instant from, Instant to) {
        Duration taken = Duration.between(from, to);
        times.add(hop, taken);
        last.put(hop, taken.toMillis());
    }

    /** The hops of the crossing that was added last, in whole milliseconds. */
    Map<String, Long> last() {
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(last));
    }

    void addTo(ObjectNode result) {
        times.addTo(result);
    }
}
