package io.hostmesh.monitoring.series;

import org.jspecify.annotations.Nullable;

/**
 * What the judge keeps of an active series: its labels as they travel and when its newest sample was. A sample that is not newer
 * than that is late: it is kept, and not judged.
 *
 * @param <W> what watches a series
 */
final class SeriesState<W> {

    final long hash;
    final byte[] labels;
    /** Of the labels; here so that they need not be touched. */
    final int labelBytes;
    /** The server whose token the series comes with; null for a key of the account. */
    final @Nullable String sender;

    /** Its place in the order in which the series of its account came. */
    int number;

    /** When the newest sample was taken, by its sender's clock, and accepted here; in microseconds. */
    long takenAt = Long.MIN_VALUE;

    long acceptedAt;

    W[] watchers;
    /** The generation of rules that the watchers are of. */
    long generation;

    /** The minute that is not over yet; null until a sample is kept. */
    @Nullable
    OpenMinute minute;

    /** Samples of an earlier minute, which came late; null until one did. */
    @Nullable
    OpenMinute late;

    SeriesState(long hash, byte[] labels, @Nullable String sender, W[] watchers, long generation) {
        this.hash = hash;
        this.labels = labels;
        this.labelBytes = labels.length;
        this.sender = sender;
        this.watchers = watchers;
        this.generation = generation;
    }

    boolean isFrom(@Nullable String ofSender) {
        return sender == null ? ofSender == null : sender.equals(ofSender);
    }

    /** Whether the series that begins there is this one: its labels end where these would, and have the same hash. */
    boolean isAt(byte[] body, int from, int to, @Nullable String ofSender, LabelHash hashes) {
        int end = from + labelBytes;
        return end <= to
                && (end == to || body[end] != SampleReader.LABELS)
                && hashes.of(body, from, end) == hash
                && isFrom(ofSender);
    }
}
