package io.hostmesh.monitoring.rollup;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The samples of a series within a minute: at least one, in the order of time, no two of the same time, and all of them numbers. */
public final class Samples {

    private final long[] takenAt;
    private final double[] values;

    /**
     * Takes the arrays as they are.
     *
     * @param takenAt in milliseconds since 1970
     */
    public Samples(long[] takenAt, double[] values) {
        if (takenAt.length == 0 || takenAt.length != values.length) {
            throw new IllegalArgumentException(
                    "expected as many times as values, got " + takenAt.length + " and " + values.length);
        }
        this.takenAt = takenAt;
        this.values = values;
    }

    public int size() {
        return values.length;
    }

    /** When that sample was taken, in milliseconds since 1970. */
    public long takenAt(int index) {
        return takenAt[index];
    }

    public double value(int index) {
        return values[index];
    }

    /** What they come to. */
    public Part part() {
        double sum = 0;
        double minimum = values[0];
        double maximum = values[0];
        double increase = 0;
        for (int index = 0; index < values.length; index++) {
            double value = values[index];
            sum += value;
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
            if (index > 0) {
                increase += value >= values[index - 1] ? value - values[index - 1] : value;
            }
        }
        int end = values.length - 1;
        return new Part(
                values.length,
                sum,
                minimum,
                maximum,
                Instant.ofEpochMilli(takenAt[0]),
                values[0],
                Instant.ofEpochMilli(takenAt[end]),
                values[end],
                increase);
    }

    /** Each sample that is in any of them, once. Of two of the same time and another value the greater one stays, whichever came first. */
    static Samples union(List<Samples> all) {
        SortedMap<Long, Double> together = new TreeMap<>();
        for (Samples one : all) {
            for (int index = 0; index < one.size(); index++) {
                together.merge(one.takenAt[index], one.values[index], Math::max);
            }
        }
        return of(together);
    }

    /** Values by their times in milliseconds since 1970. */
    public static Samples of(SortedMap<Long, Double> values) {
        return new Samples(
                values.keySet().stream().mapToLong(Long::longValue).toArray(),
                values.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Samples samples
                && Arrays.equals(takenAt, samples.takenAt)
                && Arrays.equals(values, samples.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(takenAt) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        SortedMap<Instant, Double> text = new TreeMap<>();
        for (int index = 0; index < values.length; index++) {
            text.put(Instant.ofEpochMilli(takenAt[index]), values[index]);
        }
        return text.toString();
    }
}
