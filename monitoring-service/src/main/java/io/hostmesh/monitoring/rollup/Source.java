package io.hostmesh.monitoring.rollup;

import java.time.Duration;

/** What samples are kept as. */
public enum Source {
    RAW(Duration.ZERO),
    MINUTE(Duration.ofMinutes(1)),
    HOUR(Duration.ofHours(1));

    private final Duration resolution;

    Source(Duration resolution) {
        this.resolution = resolution;
    }

    /** The shortest step that can be answered from it; zero for samples as they are. */
    public Duration resolution() {
        return resolution;
    }
}
