package io.hostmesh.monitoring.rollup;

import java.util.Locale;
import java.util.Optional;

/**
 * How samples become one value.
 *
 * @param percentile from above 0 to 100; of no meaning for other kinds
 */
public record Aggregation(Kind kind, double percentile) {

    /** What is wanted of the samples. */
    public enum Kind {
        MEAN,
        MIN,
        MAX,
        SUM,
        COUNT,
        LAST,
        /** What a counter went up by. */
        INCREASE,
        /** The same a second. */
        RATE,
        PERCENTILE
    }

    public static final Aggregation MEAN = new Aggregation(Kind.MEAN, 0);

    /** Those that are read, in words. */
    public static final String NAMES = "mean, min, max, sum, count, last, increase, rate or a percentile such as p95";

    /** The aggregation of that name; empty where there is none. */
    public static Optional<Aggregation> read(String name) {
        if (name.matches("p[0-9]{1,3}(\\.[0-9]{1,3})?")) {
            double percentile = Double.parseDouble(name.substring(1));
            return percentile > 0 && percentile <= 100
                    ? Optional.of(new Aggregation(Kind.PERCENTILE, percentile))
                    : Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.PERCENTILE && kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(new Aggregation(kind, 0));
            }
        }
        return Optional.empty();
    }

    /** Whether it is about a counter, and so needs the sample before a step. */
    public boolean isOfCounter() {
        return kind == Kind.INCREASE || kind == Kind.RATE;
    }

    /** Whether it can be used over series at one time, not only over time. */
    public boolean isOverSeries() {
        return !isOfCounter() && kind != Kind.LAST;
    }

    @Override
    public String toString() {
        if (kind != Kind.PERCENTILE) {
            return kind.name().toLowerCase(Locale.ROOT);
        }
        return percentile == Math.rint(percentile) ? "p" + (long) percentile : "p" + percentile;
    }
}
