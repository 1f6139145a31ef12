package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.benchmarks.FiredAlerts.Passage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time goes from a sample to the event of its alert, hop by hop; the processes share one clock. */
final class AlertHops {

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    void add(Instant sent, Instant acknowledged, Passage passage) {
        add("sent_to_accepted", sent, passage.accepted());
        add("accepted_to_acknowledged", passage.accepted(), acknowledged);
        add("accepted_to_appended", passage.accepted(), passage.appended());
        add("appended_to_relayed", passage.appended(), passage.sent());
        add("relayed_to_received", passage.sent(), passage.received());
    }

    private void add(String hop, Instant from, Instant to) {
        millis.computeIfAbsent(hop, name -> new ArrayList<>())
                .add(Duration.between(from, to).toNanos() / 1e6);
    }

    void addTo(ObjectNode result) {
        millis.forEach((hop, taken) -> {
            Percentiles percentiles = new Percentiles(
                    taken.stream().mapToDouble(Double::doubleValue).toArray());
            result.putObject(hop)
                    .put("p50_ms", percentiles.at(50))
                    .put("p99_ms", percentiles.at(99))
                    .put("max_ms", percentiles.maximum());
        });
    }
}
