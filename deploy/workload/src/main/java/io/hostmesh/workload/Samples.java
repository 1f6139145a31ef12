package io.hostmesh.workload;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Samples that were taken and are not acknowledged yet: at most the newest 60 seconds' worth. */
final class Samples {

    static final int MOST_SECONDS = 60;

    /** One second's figures, each in its metric's unit. */
    record Second(Instant at, double cpuUtilizationPercent, double cpuSeconds, long residentBytes, long requests) {

        private void appendTo(StringBuilder json) {
            append(json, "cpu_utilization_percent", Math.round(cpuUtilizationPercent * 100) / 100.0);
            append(json.append(','), "cpu_seconds_total", Math.round(cpuSeconds * 1000) / 1000.0);
            append(json.append(','), "memory_resident_bytes", residentBytes);
            append(json.append(','), "http_requests_total", requests);
        }

        private void append(StringBuilder json, String metric, Number value) {
            json.append("{\"metric\":\"").append(metric).append("\",\"value\":").append(value);
            json.append(",\"timestamp\":\"").append(at).append("\"}");
        }
    }

    private final Deque<Second> pending = new ArrayDeque<>();

    /** Adds the newest second; the oldest is given up when there are too many. */
    synchronized void add(Second second) {
        if (pending.size() == MOST_SECONDS) {
            pending.removeFirst();
        }
        pending.addLast(second);
    }

    /** Everything that waits to be sent, oldest first. */
    synchronized List<Second> pending() {
        return new ArrayList<>(pending);
    }

    /** Forgets what was acknowledged. */
    synchronized void remove(List<Second> acknowledged) {
        pending.removeAll(acknowledged);
    }

    /** The request body of {@code POST /v1/metrics}. */
    static String toJson(List<Second> seconds) {
        StringBuilder json = new StringBuilder("{\"samples\":[");
        for (int index = 0; index < seconds.size(); index++) {
            if (index > 0) {
                json.append(',');
            }
            seconds.get(index).appendTo(json);
        }
        return json.append("]}").toString();
    }
}
