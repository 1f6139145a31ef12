package io.hostmesh.monitoring.rule;

import java.util.List;

/** What one rule wants of the samples of one series. Times are in microseconds. Nothing is allocated as long as nothing happens. */
public abstract class Watcher {

    static final long[] NO_FIGURES = {};

    /** By the sender's clock. */
    private long newest = Long.MIN_VALUE;

    final Judgement judgement;
    final Subject series;
    /** Whether whoever has the samples asked for it: one that was made of a recollection may be of a series that is gone. */
    boolean asked;

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

    /** {@code whole} is false where there is no room for what it keeps of the samples. */
    final Recollection.OfSeries recollection(boolean whole) {
        return new Recollection.OfSeries(series, isOfDivisor(), newest, whole ? figures() : NO_FIGURES);
    }

    /** Goes on where that was: what is not newer was taken. */
    final void goOn(Recollection.OfSeries kept) {
        newest = kept.newest();
        goOn(kept.figures());
    }

    /** What it keeps of the samples, beside when the newest was; numbers as their bits. */
    long[] figures() {
        return NO_FIGURES;
    }

    /** The same, of a watcher before. */
    void goOn(long[] figures) {}

    abstract void take(double value, long at, long acceptedAt, List<Transition> out);

    abstract void recall(double value, long at, long acceptedAt);

    /** For a ratio whether the series is part of the divisor. */
    boolean isOfDivisor() {
        return false;
    }

    /** The series is gone. */
    void leave() {}
}
