package io.hostmesh.monitoring.alert;

/** Who said that something is wrong. */
public enum Origin {
    /** A rule over samples. */
    RULE,
    /** A server reports nothing and answers nothing. */
    SILENCE,
    /** Another service. */
    REPORT,
    /** A check that its owner set up. */
    CHECK,
    /** Another monitoring system, which judged by itself. */
    RECEIVED
}
