package io.hostmesh.monitoring.rule;

import java.util.List;

/** What a rule looks for. Periods are in microseconds. */
public sealed interface Condition {

    /** The series that it is about. */
    Selector selector();

    /** Each sample against a level. */
    record Threshold(Selector selector, Level level) implements Condition {}

    /**
     * The change per second over a window, between the oldest and the newest sample in it, without extrapolation. The window moves
     * on in sixteenths.
     *
     * @param counter whether the series is a counter, whose fall is a reset
     */
    record Rate(Selector selector, long window, boolean counter, Level level) implements Condition {}

    /**
     * The sum of the first series divided by the sum of the second, for each combination of values of the labels {@code on}. It is
     * not judged while one of its series is missing, nor while the divisor is 0.
     */
    record Ratio(Selector selector, Selector divisor, List<String> on, Level level) implements Condition {
        public Ratio {
            on = List.copyOf(on);
        }
    }

    /**
     * Nothing came for a time, from any of the series that have the same values of the labels {@code by}; without labels each series
     * is on its own. Only what was heard of before can be absent.
     */
    record Absence(Selector selector, long after, List<String> by) implements Condition {
        public Absence {
            by = List.copyOf(by);
        }
    }

    /**
     * One figure of several series, judged once per batch of samples.
     *
     * @param percentile from 0 to 100, only for {@link Function#PERCENTILE}
     * @param by the series with the same values of these labels belong together
     */
    record Aggregate(Selector selector, Function function, double percentile, List<String> by, Level level)
            implements Condition {
        public Aggregate {
            by = List.copyOf(by);
        }
    }

    /**
     * How far a series is from what is usual for it, as a multiple of the distance that nearly all of it keeps to. What is usual is
     * learned from the series. A judge that takes over goes on with what the one before had learned; where that was not kept, it learns
     * anew: it judges nothing before it has, and what fires goes on, with its data missing.
     *
     * @param level of that multiple, which is never negative
     */
    record Anomaly(Selector selector, AnomalySettings settings, Level level) implements Condition {}

    /** How several series become one figure. */
    enum Function {
        MEAN,
        MAX,
        MIN,
        SUM,
        PERCENTILE
    }
}
