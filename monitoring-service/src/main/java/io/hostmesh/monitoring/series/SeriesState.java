package io.hostmesh.monitoring.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the judge keeps of an active series: its labels as they travel and its newest sample. A sample that is not newer than
 * that is late and changes nothing.
 *
 * @param <W> what watches a series
 */
final class SeriesState<W> {

    final long hash;
    final byte[] labels;
    /** The server whose token the series comes with; null for a key of the account. */
    final @Nullable String sender;

    /** When the newest sample was taken, by its sender's clock, and accepted here; in microseconds. */
    long takenAt = Long.MIN_VALUE;

    long acceptedAt;
    double value = Double.NaN;

    W[] watchers;
    /** The generation of rules that the watchers are of. */
    long generation;
    /** The series that came after this one in a body: most senders keep their order. */
    @Nullable
    SeriesState<W> follower;

    boolean gone;

    SeriesState(long hash, byte[] labels, @Nullable String sender, W[] watchers, long generation) {
        this.hash = hash;
        this.labels = labels;
        this.sender = sender;
        this.watchers = watchers;
        this.generation = generation;
    }

    /** Whether the series that begins there is this one; its labels need not be read for that. */
    boolean isAt(byte[] body, int from, int to, @Nullable String ofSender) {
        int end = from + labels.length;
        return !gone
                && end <= to
                && (end == to || body[end] != SampleReader.LABELS)
                && Arrays.equals(body, from, end, labels, 0, labels.length)
                && (sender == null ? ofSender == null : sender.equals(ofSender));
    }
}
