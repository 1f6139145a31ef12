package io.hostmesh.monitoring.rollup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The values of samples, in no order. Of minutes whose samples are kept each value is known; of others the least and the greatest,
 * and that the rest lies between them.
 */
public final class Spread {

    private static final int FIRST_ROOM = 16;

    private double[] known = new double[FIRST_ROOM];
    private int size;
    private final List<Part> between = new ArrayList<>();

    /**
     * A percentile that is not known to the last digit.
     *
     * @param error the exact one is at most so much more or less; 0 where this is the exact one
     */
    public record Estimate(double value, double error) {}

    /** So many times the same value. */
    private record Weight(double value, long count) {}

    /** Takes the samples of a minute. */
    public void add(SeriesPart minute) {
        Samples samples = minute.samples();
        Part part = minute.part();
        if (samples != null) {
            for (int index = 0; index < samples.size(); index++) {
                add(samples.value(index));
            }
        } else if (part.count() == 1) {
            add(part.minimum());
        } else {
            add(part.minimum());
            add(part.maximum());
            if (part.count() > 2) {
                between.add(part);
            }
        }
    }

    private void add(double value) {
        if (size == known.length) {
            known = Arrays.copyOf(known, 2 * size);
        }
        known[size++] = value;
    }

    /** How many numbers it takes to hold it. */
    public int size() {
        return size + between.size();
    }

    /**
     * That percentile: between those that it has with everything that is not known as low, and as high, as it can be. No sample can be moved up and a
     * percentile go down, so the exact one is not outside of them.
     */
    public Estimate percentile(double percentile) {
        if (between.isEmpty()) {
            return new Estimate(Chart.percentile(Arrays.copyOf(known, size), percentile), 0);
        }
        List<Weight> low = new ArrayList<>(size());
        List<Weight> high = new ArrayList<>(size());
        for (int index = 0; index < size; index++) {
            low.add(new Weight(known[index], 1));
            high.add(new Weight(known[index], 1));
        }
        for (Part part : between) {
            low.add(new Weight(part.minimum(), part.count() - 2));
            high.add(new Weight(part.maximum(), part.count() - 2));
        }
        double lowest = percentile(low, percentile);
        double highest = percentile(high, percentile);
        return new Estimate(lowest + (highest - lowest) / 2, (highest - lowest) / 2);
    }

    /** As {@link Chart#percentile} of each value so many times. */
    private static double percentile(List<Weight> weights, double percentile) {
        weights.sort(Comparator.comparingDouble(Weight::value));
        long count = weights.stream().mapToLong(Weight::count).sum();
        double place = percentile / 100 * (count - 1);
        long below = (long) Math.floor(place);
        double lower = at(weights, below);
        double upper = at(weights, Math.min(below + 1, count - 1));
        return lower + (upper - lower) * (place - below);
    }

    private static double at(List<Weight> weights, long place) {
        long passed = 0;
        for (Weight weight : weights) {
            passed += weight.count();
            if (place < passed) {
                return weight.value();
            }
        }
        throw new IllegalArgumentException("expected a place among " + passed + ", got " + place);
    }
}
