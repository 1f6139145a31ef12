package io.hostmesh.monitoring.rule;

/**
 * Where a rule stands with what it judges: all that the next owner must know beside the newest samples. Times are in microseconds.
 *
 * @param missing whether data was found to be missing
 * @param since when the condition began to hold, by the time of the samples, and {@code sinceAccepted} by that of their acceptance
 * @param clearedAt when it ceased to hold, and {@code clearedAccepted} likewise; only while clearing
 * @param heard when the newest number was accepted as this was written, and {@code value} that number
 */
public record Standing(
        Phase phase,
        boolean missing,
        long since,
        long sinceAccepted,
        long clearedAt,
        long clearedAccepted,
        long heard,
        double value) {}
