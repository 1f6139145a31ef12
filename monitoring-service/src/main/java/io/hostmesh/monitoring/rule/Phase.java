package io.hostmesh.monitoring.rule;

/** Where a rule stands with what it judges. */
public enum Phase {
    INACTIVE,
    /** The condition holds, but not yet for long enough. */
    PENDING,
    FIRING,
    /** It fired, and the condition does not hold any more, but not yet for long enough. */
    CLEARING
}
