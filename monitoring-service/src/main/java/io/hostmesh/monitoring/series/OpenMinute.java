package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.rollup.Part;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The minute of a series that is not over yet: what a {@link Part} holds, in figures that change in place. For one thread.
 */
final class OpenMinute {

    private static final long MINUTE_MILLIS = 60_000;

    final SeriesName name;
    private long begin;
    private long count;
    private double sum;
    private double minimum;
    private double maximum;
    private long firstAt;
    private double first;
    private long lastAt;
    private double last;
    private double increase;

    OpenMinute(SeriesName name) {
        this.name = name;
    }

    /** Whether samples taken from then on belong to another minute than those before. */
    boolean isOverBy(long takenAtMillis) {
        return count > 0 && takenAtMillis >= begin + MINUTE_MILLIS;
    }

    /** Takes a sample of this minute that is newer than those before it. */
    void add(long takenAtMillis, double value) {
        if (count == 0) {
            begin = takenAtMillis - Math.floorMod(takenAtMillis, MINUTE_MILLIS);
            sum = 0;
            minimum = value;
            maximum = value;
            firstAt = takenAtMillis;
            first = value;
            increase = 0;
        } else {
            increase += value >= last ? value - last : value;
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
        }
        count++;
        sum += value;
        lastAt = takenAtMillis;
        last = value;
    }

    /** What it came to; null where no sample came. It begins anew with the next one. */
    @Nullable
    SeriesMinute end() {
        if (count == 0) {
            return null;
        }
        Part part = new Part(
                count,
                sum,
                minimum,
                maximum,
                Instant.ofEpochMilli(firstAt),
                first,
                Instant.ofEpochMilli(lastAt),
                last,
                increase);
        count = 0;
        return new SeriesMinute(name, Instant.ofEpochMilli(begin), part);
    }
}
