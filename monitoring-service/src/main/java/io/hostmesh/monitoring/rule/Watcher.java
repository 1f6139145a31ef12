package io.hostmesh.monitoring.rule;

import java.util.List;

/** What one rule wants of the samples of one series. Times are in microseconds. Nothing is allocated as long as nothing happens. */
public abstract class Watcher {

    /** By the sender's clock. */
    private long newest = Long.MIN_VALUE;

    final Judgement judgement;
    final Subject series;

    Watcher(Judgement judgement, Subject series) {
        this.judgement = judgement;
        this.series = series;
    }

    /**
     * Takes a sample and judges it; one that is not newer than the newest changes nothing.
     *
     * @param out what follows from it is added here, in order
     */
    public final void observe(long takenAt, double value, long acceptedAt, List<Transition> out) {
        if (takenAt > newest) {
            newest = takenAt;
            take(value, Math.min(takenAt, acceptedAt), acceptedAt, out);
        }
    }

    /** Takes a sample that was judged before into the picture, without judging it. */
    public final void remember(long takenAt, double value, long acceptedAt) {
        if (takenAt > newest) {
            newest = takenAt;
            recall(value, Math.min(takenAt, acceptedAt), acceptedAt);
        }
    }

    final void startAfter(long takenAt) {
        newest = Math.max(newest, takenAt);
    }

    final long newest() {
        return newest;
    }

    abstract void take(double value, long at, long acceptedAt, List<Transition> out);

    abstract void recall(double value, long at, long acceptedAt);

    /** For a ratio whether the series is part of the divisor. */
    boolean isOfDivisor() {
        return false;
    }

    /** The series is gone. */
    void leave() {}
}
