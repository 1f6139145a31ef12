package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Samples;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The minute of a series that is not over yet: its samples, or where there are many, what a {@link Part} holds, in figures that change in place. For
 * one thread.
 */
final class OpenMinute {

    /** As many as series have that are scraped every four seconds. So many take no more room than others' figures do, or little more. */
    static final int MOST_SAMPLES = 16;

    private static final long MINUTE_MILLIS = 60_000;
    private static final int FIRST_ROOM = 4;

    final SeriesName name;
    private long begin;
    /** How many samples are kept; 0 in an empty minute, and in one of more samples than are kept. */
    private int size;
    /** Milliseconds after the beginning, ascending. */
    private char[] times = new char[FIRST_ROOM];

    private double[] values = new double[FIRST_ROOM];

    /** How many samples these figures are of; 0 while samples are kept. */
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

    private boolean isEmpty() {
        return size == 0 && count == 0;
    }

    /** Whether samples taken from then on belong to another minute than those before. */
    boolean isOverBy(long takenAtMillis) {
        return !isEmpty() && takenAtMillis >= begin + MINUTE_MILLIS;
    }

    /** Whether a sample taken then belongs to this minute; any does to one without a sample. */
    boolean includes(long takenAtMillis) {
        return isEmpty() || (takenAtMillis >= begin && takenAtMillis < begin + MINUTE_MILLIS);
    }

    /** Takes a sample of this minute that is newer than those before it. */
    void add(long takenAtMillis, double value) {
        if (isEmpty()) {
            begin = takenAtMillis - Math.floorMod(takenAtMillis, MINUTE_MILLIS);
        }
        if (count > 0) {
            addToFigures(takenAtMillis, value);
        } else if (size == MOST_SAMPLES) {
            toFigures();
            addToFigures(takenAtMillis, value);
        } else {
            insert(size, takenAtMillis, value);
        }
    }

    /**
     * Takes a sample of this minute, whenever it was taken; of two of the same time the greater one stays, whichever came first.
     *
     * @return whether it is in the minute now; not where samples are not kept any more and it is not newer than all of them
     */
    boolean addLate(long takenAtMillis, double value) {
        if (count > 0) {
            boolean newest = takenAtMillis > lastAt;
            if (newest) {
                addToFigures(takenAtMillis, value);
            }
            return newest;
        }
        if (size == 0) {
            add(takenAtMillis, value);
            return true;
        }
        int place = Arrays.binarySearch(times, 0, size, (char) (takenAtMillis - begin));
        if (place >= 0) {
            values[place] = Math.max(values[place], value);
        } else {
            insert(-place - 1, takenAtMillis, value);
            if (size > MOST_SAMPLES) {
                toFigures();
            }
        }
        return true;
    }

    private void insert(int place, long takenAtMillis, double value) {
        if (size == values.length) {
            times = Arrays.copyOf(times, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(times, place, times, place + 1, size - place);
        System.arraycopy(values, place, values, place + 1, size - place);
        times[place] = (char) (takenAtMillis - begin);
        values[place] = value;
        size++;
    }

    private void toFigures() {
        for (int index = 0; index < size; index++) {
            addToFigures(begin + times[index], values[index]);
        }
        size = 0;
    }

    private void addToFigures(long takenAtMillis, double value) {
        if (count == 0) {
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
        if (isEmpty()) {
            return null;
        }
        Instant at = Instant.ofEpochMilli(begin);
        if (size > 0) {
            Samples samples = samples();
            size = 0;
            return new SeriesMinute(name, at, samples.part(), samples);
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
        return new SeriesMinute(name, at, part);
    }

    private Samples samples() {
        long[] takenAt = new long[size];
        for (int index = 0; index < size; index++) {
            takenAt[index] = begin + times[index];
        }
        return new Samples(takenAt, Arrays.copyOf(values, size));
    }
}
