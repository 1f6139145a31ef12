package io.hostmesh.monitoring.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A router on a path, as its answers show it. Times are in milliseconds and null where it did not answer.
 *
 * @param number counted from 1
 * @param addresses more than one where packets took different ways; empty where it did not answer
 * @param typical the median, or the mean where only that is known
 */
public record Hop(
        int number,
        List<String> addresses,
        int sent,
        int received,
        @Nullable Double best,
        @Nullable Double typical) {

    boolean answered() {
        return typical != null;
    }

    /** From 0 to 100. */
    public double lossPercent() {
        return sent == 0 ? 0 : 100.0 * (sent - received) / sent;
    }

    /** Its number, and its address where it has one. */
    String name() {
        return addresses.isEmpty() ? "hop " + number : "hop " + number + " (" + addresses.get(0) + ")";
    }
}
