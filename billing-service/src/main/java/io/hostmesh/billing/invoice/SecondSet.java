package io.hostmesh.billing.invoice;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of epoch seconds, as ascending ranges that neither touch nor overlap. Immutable. */
final class SecondSet {

    /** The seconds from {@code from} to before {@code to}. */
    record Range(long from, long to) {
        long seconds() {
            return to - from;
        }
    }

    private final List<Range> ranges;

    private SecondSet(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    static SecondSet of(long from, long to) {
        return new SecondSet(from < to ? List.of(new Range(from, to)) : List.of());
    }

    List<Range> ranges() {
        return ranges;
    }

    long seconds() {
        return ranges.stream().mapToLong(Range::seconds).sum();
    }

    SecondSet plus(SecondSet other) {
        return combine(this, 1, other, 1);
    }

    SecondSet minus(SecondSet other) {
        return combine(this, 1, other, -1);
    }

    /** The seconds at which the weights of the sets that hold them add up to more than nothing. */
    private static SecondSet combine(SecondSet left, int leftWeight, SecondSet right, int rightWeight) {
        NavigableMap<Long, Integer> changes = new TreeMap<>();
        left.addTo(changes, leftWeight);
        right.addTo(changes, rightWeight);
        List<Range> result = new ArrayList<>();
        int weight = 0;
        long since = 0;
        for (Map.Entry<Long, Integer> change : changes.entrySet()) {
            int after = weight + change.getValue();
            if (weight <= 0 && after > 0) {
                since = change.getKey();
            } else if (weight > 0 && after <= 0) {
                result.add(new Range(since, change.getKey()));
            }
            weight = after;
        }
        return new SecondSet(result);
    }

    private void addTo(NavigableMap<Long, Integer> changes, int weight) {
        for (Range range : ranges) {
            changes.merge(range.from(), weight, Integer::sum);
            changes.merge(range.to(), -weight, Integer::sum);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecondSet set && ranges.equals(set.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
