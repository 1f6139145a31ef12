package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Samples;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a series within one minute.
 *
 * @param at the beginning of the minute
 * @param part not always all of them: when another instance takes over within the minute, it has the rest; and samples can come late
 * @param samples what the part is made of; null where there are too many to be kept
 */
public record SeriesMinute(
        SeriesName series, Instant at, Part part, @Nullable Samples samples) {

    /** A minute whose samples are not kept. */
    public SeriesMinute(SeriesName series, Instant at, Part part) {
        this(series, at, part, null);
    }
}
