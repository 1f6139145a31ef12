package io.hostmesh.monitoring.rollup;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one minute of a series, or of a part of it.
 *
 * @param at the beginning of the minute
 * @param part its times in whole milliseconds
 * @param samples what the part is made of; null where there are too many to be kept
 */
public record SeriesPart(
        UUID series, Instant at, Part part, @Nullable Samples samples) {

    /** A part whose samples are not kept. */
    public SeriesPart(UUID series, Instant at, Part part) {
        this(series, at, part, null);
    }

    static SeriesPart of(UUID series, Instant at, Samples samples) {
        return new SeriesPart(series, at, samples.part(), samples);
    }
}
