package io.hostmesh.monitoring.rule;

/**
 * The median of what came, and the distance from it that a given part of it keeps to, both followed online in three numbers: each
 * figure moves them by a bounded step, so one outlier, however far away, moves them as little as any other.
 */
final class UsualRange {

    /** So many figures are taken as they are before the distance is followed by small steps. */
    static final int FIRST = 24;

    /** How many figures are all that it knows. */
    static final int FIGURES = 3;

    private static final double SMALLEST_STEP = 1e-12;

    private final double rate;
    private final double weightOfFar;

    private double median;
    private double spread;
    private int count;

    /**
     * A range of nothing yet.
     *
     * @param rate of a step, as part of what it changes
     */
    UsualRange(double rate, double quantile) {
        this.rate = rate;
        this.weightOfFar = quantile / (1 - quantile);
    }

    void add(double figure) {
        count++;
        if (count == 1) {
            median = figure;
            return;
        }
        double distance = Math.abs(figure - median);
        if (count <= FIRST) {
            spread = Math.max(spread, distance);
        } else if (distance > spread) {
            spread = Math.min(distance, spread * (1 + rate * weightOfFar) + SMALLEST_STEP);
        } else {
            spread *= 1 - rate;
        }
        double step = Math.max(rate, 1.0 / count) * Math.max(spread / 2, SMALLEST_STEP);
        median += Math.max(-step, Math.min(step, figure - median));
    }

    /** How many times the usual distance the figure is away, with a sign; the distance is taken for no less than given. */
    double distance(double figure, double smallest) {
        return (figure - median) / Math.max(spread, smallest);
    }

    boolean isKnown() {
        return count >= FIRST;
    }

    double median() {
        return median;
    }

    /** Writes all that it knows there, in {@value #FIGURES} figures, beside which range it is; numbers as their bits. */
    void write(int place, long[] figures, int from) {
        figures[from] = ((long) place << Integer.SIZE) | count;
        figures[from + 1] = Double.doubleToRawLongBits(median);
        figures[from + 2] = Double.doubleToRawLongBits(spread);
    }

    /** Which range it is of which that is known. */
    static int place(long[] figures, int from) {
        return (int) (figures[from] >> Integer.SIZE);
    }

    /** Goes on with what was written there. */
    void read(long[] figures, int from) {
        count = (int) figures[from];
        median = Double.longBitsToDouble(figures[from + 1]);
        spread = Double.longBitsToDouble(figures[from + 2]);
    }
}
