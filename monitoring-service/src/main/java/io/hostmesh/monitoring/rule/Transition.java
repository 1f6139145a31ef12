package io.hostmesh.monitoring.rule;

import java.util.List;

/**
 * A step of a rule.
 *
 * @param value the newest judged value, NaN where there is none
 * @param samples those that made it so: the one that it began with and the newest, oldest first
 * @param at when it became so, in microseconds
 * @param standing where the rule stands from then on
 */
public record Transition(
        Step step,
        Rule rule,
        Subject subject,
        double value,
        List<Sample> samples,
        String because,
        long at,
        Standing standing) {

    /** What happened. */
    public enum Step {
        /** The condition began to hold. */
        PENDED,
        /** It ceased to hold before the rule fired. */
        LAPSED,
        FIRED,
        /** The condition ceased to hold, and the rule goes on firing for a while. */
        CLEARING,
        /** The condition holds again before the rule resolved. */
        REKINDLED,
        RESOLVED,
        /** Data of an open rule is missing. */
        DATA_MISSED,
        /** It is back. */
        DATA_RETURNED
    }

    /** A value at a time, in microseconds. */
    public record Sample(long at, double value) {}
}
