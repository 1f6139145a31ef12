package io.hostmesh.monitoring.judge;

import io.hostmesh.monitoring.sample.SampleBatch;

/** The newest figure of one metric of one member. */
final class Figure {

    /** When the newest sample was taken, by the member's own clock. */
    long takenAt = Long.MIN_VALUE;

    long acceptedAt = Long.MIN_VALUE;
    /** The newest number; kept when a sample without a number follows. */
    double value = Double.NaN;
    /** Whether the newest sample was a number. */
    private boolean numeric;

    /**
     * Takes the newest sample of that metric; one that is not newer than what is known changes nothing.
     *
     * @return whether anything changed
     */
    boolean observe(SampleBatch batch, int metricNumber) {
        boolean changed = false;
        for (int index = 0; index < batch.size(); index++) {
            if (batch.metricNumberAt(index) == metricNumber && batch.takenAt(index) > takenAt) {
                takenAt = batch.takenAt(index);
                acceptedAt = batch.acceptedAt();
                numeric = Double.isFinite(batch.value(index));
                if (numeric) {
                    value = batch.value(index);
                }
                changed = true;
            }
        }
        return changed;
    }

    /** A clock that runs ahead makes no sample fresher than its acceptance; one that is behind makes it older. */
    boolean isFresh(long now, long freshness) {
        return numeric && now - Math.min(takenAt, acceptedAt) < freshness;
    }

    boolean everMeasured() {
        return !Double.isNaN(value);
    }
}
