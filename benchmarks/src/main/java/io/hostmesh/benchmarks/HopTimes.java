package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long each of several hops took, each time; the processes whose times they are share one clock. */
final class HopTimes {

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    void add(String hop, Duration taken) {
        millis.computeIfAbsent(hop, name -> new ArrayList<>()).add(taken.toNanos() / 1e6);
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
