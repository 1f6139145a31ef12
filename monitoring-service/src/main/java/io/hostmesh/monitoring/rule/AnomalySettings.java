package io.hostmesh.monitoring.rule;

/**
 * What a series is compared with to be called unusual.
 *
 * @param bucket the samples of that many microseconds are one figure, their mean, which is judged when the bucket is over; 0 where
 *     each sample is a figure
 * @param training nothing is judged before that many figures
 * @param quantile the part of the figures that are usual, more than 0.5 and less than 1: their distance from the median is 1
 * @param smallestShare a distance of this part of the median is no more than 1, however steady the series is
 * @param smoothing over how many figures a lasting change is looked for, beside a sudden one
 */
public record AnomalySettings(
        long bucket, int training, double quantile, double smallestShare, int smoothing, Direction direction) {

    /** Which way from the usual. */
    public enum Direction {
        ANY,
        ABOVE,
        BELOW
    }

    /** For figures of five minutes each. */
    public static AnomalySettings defaults() {
        return new AnomalySettings(300_000_000L, 288, 0.995, 0.1, 24, Direction.ANY);
    }
}
