package io.hostmesh.monitoring.otlp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The points that were not taken, and why; only so many reasons are kept. */
final class OtlpRefusals {

    private static final int MAXIMUM_REASONS = 20;

    private final Map<String, Long> byReason = new LinkedHashMap<>();
    private long points;

    void refuse(long count, String reason) {
        points += count;
        if (byReason.containsKey(reason) || byReason.size() < MAXIMUM_REASONS) {
            byReason.merge(reason, count, Long::sum);
        }
    }

    long points() {
        return points;
    }

    /** In words; empty where nothing was refused. */
    String message() {
        return byReason.entrySet().stream()
                .map(reason -> reason.getKey() + " (" + reason.getValue() + ")")
                .collect(Collectors.joining("; "));
    }
}
