package io.hostmesh.monitoring.rule;

/**
 * The change of a series over a window, in a fixed number of slots of absolute time: what a slot holds depends on its samples
 * alone, so reading the samples of the window again gives the same figures to the last bit.
 */
final class RateWindow {

    private static final int SLOTS = 16;
    private static final int FIGURES_OF_SLOT = 5;
    private static final double MICROSECONDS_PER_SECOND = 1e6;

    private final long slotLength;
    private final boolean counter;
    private final long[] slot = new long[SLOTS];
    private final long[] firstAt = new long[SLOTS];
    private final double[] firstValue = new double[SLOTS];
    /** What resets took between the sample before the slot's first and that first. */
    private final double[] resetBefore = new double[SLOTS];
    /** What resets took after the slot's first sample. */
    private final double[] resetWithin = new double[SLOTS];

    private double previous = Double.NaN;
    private long previousAt;

    /** A window of that many microseconds. */
    RateWindow(long length, boolean counter) {
        this.slotLength = Math.max(1, length / SLOTS);
        this.counter = counter;
        clear();
    }

    void clear() {
        java.util.Arrays.fill(slot, Long.MIN_VALUE);
        previous = Double.NaN;
    }

    /** All that it holds, numbers as their bits. */
    long[] figures() {
        int used = 0;
        for (long number : slot) {
            used += number == Long.MIN_VALUE ? 0 : 1;
        }
        long[] figures = new long[2 + FIGURES_OF_SLOT * used];
        figures[0] = Double.doubleToRawLongBits(previous);
        figures[1] = previousAt;
        int next = 2;
        for (int place = 0; place < SLOTS; place++) {
            if (slot[place] != Long.MIN_VALUE) {
                figures[next++] = slot[place];
                figures[next++] = firstAt[place];
                figures[next++] = Double.doubleToRawLongBits(firstValue[place]);
                figures[next++] = Double.doubleToRawLongBits(resetBefore[place]);
                figures[next++] = Double.doubleToRawLongBits(resetWithin[place]);
            }
        }
        return figures;
    }

    /** Holds what those are the figures of. */
    void goOn(long[] figures) {
        clear();
        previous = Double.longBitsToDouble(figures[0]);
        previousAt = figures[1];
        for (int next = 2; next < figures.length; next += FIGURES_OF_SLOT) {
            int place = (int) Math.floorMod(figures[next], (long) SLOTS);
            slot[place] = figures[next];
            firstAt[place] = figures[next + 1];
            firstValue[place] = Double.longBitsToDouble(figures[next + 2]);
            resetBefore[place] = Double.longBitsToDouble(figures[next + 3]);
            resetWithin[place] = Double.longBitsToDouble(figures[next + 4]);
        }
    }

    /** Takes the next number and returns the change per second, NaN where the window has nothing to compare it with. */
    double add(long at, double value) {
        long number = Math.floorDiv(at, slotLength);
        int place = (int) Math.floorMod(number, (long) SLOTS);
        double reset = counter && value < previous ? previous : 0;
        if (slot[place] == number) {
            resetWithin[place] += reset;
        } else {
            slot[place] = number;
            firstAt[place] = at;
            firstValue[place] = value;
            resetBefore[place] = reset;
            resetWithin[place] = 0;
        }
        previous = value;
        previousAt = at;
        return rate(number);
    }

    private double rate(long newest) {
        int oldest = -1;
        double resets = 0;
        for (long number = newest - SLOTS + 1; number <= newest; number++) {
            int place = (int) Math.floorMod(number, (long) SLOTS);
            if (slot[place] == number) {
                if (oldest < 0) {
                    oldest = place;
                } else {
                    resets += resetBefore[place];
                }
                resets += resetWithin[place];
            }
        }
        long elapsed = previousAt - firstAt[oldest];
        return elapsed <= 0 ? Double.NaN : (previous - firstValue[oldest] + resets) * MICROSECONDS_PER_SECOND / elapsed;
    }
}
