package io.hostmesh.monitoring.rule;

/** How bad it is when a rule fires. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL
}
