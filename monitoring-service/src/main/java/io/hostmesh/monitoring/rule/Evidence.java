package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.Transition.Sample;
import java.util.ArrayList;
import java.util.List;

/** The first sample of an episode and the newest ones. */
final class Evidence {

    private static final int NEWEST = 15;

    private final long[] times = new long[NEWEST + 1];
    private final double[] values = new double[NEWEST + 1];
    private long count;

    void add(long at, double value) {
        int place = place(count);
        times[place] = at;
        values[place] = value;
        count++;
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(NEWEST + 1);
        for (long index = count <= NEWEST + 1 ? 0 : count - NEWEST - 1; index < count; index++) {
            int place = count > NEWEST + 1 && index == count - NEWEST - 1 ? 0 : place(index);
            samples.add(new Sample(times[place], values[place]));
        }
        return List.copyOf(samples);
    }

    /** The first stays where it is. */
    private static int place(long index) {
        return index == 0 ? 0 : (int) ((index - 1) % NEWEST) + 1;
    }
}
