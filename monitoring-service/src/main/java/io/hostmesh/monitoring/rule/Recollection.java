package io.hostmesh.monitoring.rule;

import java.util.List;

/**
 * What a {@link RuleBook} knows of the samples that it was handed, at one moment, so that another can go on with the sample after them.
 * Phases are not part of it: they are in the books, which may be newer. Immutable, as long as nobody writes to its arrays. Times are in
 * microseconds.
 */
public record Recollection(List<OfJudgement> judgements) {

    public static final Recollection NONE = new Recollection(List.of());

    public Recollection {
        judgements = List.copyOf(judgements);
    }

    /**
     * Of one rule and what it judges.
     *
     * @param version of the rule; nothing of it holds for another one
     * @param heard when the newest number was accepted, {@code value} that number
     * @param more whatever else its kind of judgement keeps
     */
    public record OfJudgement(
            String ruleId, long version, Subject subject, long heard, double value, long more, List<OfSeries> series) {

        /** How much room the figures of its series take, uncompressed. */
        long bytesOfFigures() {
            return series.stream().mapToLong(each -> each.figures().length).sum() * Long.BYTES;
        }
    }

    /**
     * Of one of the series that it is judged by.
     *
     * @param divisor for a ratio whether the series is part of the divisor
     * @param newest the newest sample, by the sender's clock
     * @param figures what its kind of watcher keeps; numbers as their bits
     */
    @SuppressWarnings("ArrayRecordComponent") // A plain carrier that nobody compares.
    public record OfSeries(Subject series, boolean divisor, long newest, long[] figures) {}
}
