package io.hostmesh.monitoring.rule;

import java.util.List;

/** Keeps the newest number of one of several series that are judged together. */
final class MemberWatcher extends Watcher {

    private final JoinedJudgement joined;
    final boolean divisor;

    double value = Double.NaN;
    long at;
    long heard = Judgement.LONG_AGO;
    boolean included;

    MemberWatcher(JoinedJudgement judgement, Subject series, boolean divisor) {
        super(judgement, series);
        this.joined = judgement;
        this.divisor = divisor;
    }

    @Override
    void take(double next, long sampleAt, long acceptedAt, List<Transition> out) {
        if (hold(next, sampleAt, acceptedAt)) {
            joined.touch(sampleAt);
        }
    }

    @Override
    void recall(double next, long sampleAt, long acceptedAt) {
        if (joined.counts(acceptedAt) && hold(next, sampleAt, acceptedAt)) {
            joined.touch(sampleAt);
        }
    }

    private boolean hold(double next, long sampleAt, long acceptedAt) {
        if (Double.isFinite(next)) {
            value = next;
            at = sampleAt;
            heard = acceptedAt;
            joined.include(this);
            return true;
        }
        if (Numbers.isStale(next)) {
            joined.exclude(this);
            heard = Judgement.LONG_AGO;
        }
        return false;
    }

    @Override
    long[] figures() {
        return new long[] {Double.doubleToRawLongBits(value), at, heard, included ? 1 : 0};
    }

    @Override
    void goOn(long[] figures) {
        value = Double.longBitsToDouble(figures[0]);
        at = figures[1];
        heard = figures[2];
        if (figures[3] == 1) {
            joined.include(this);
        }
    }

    @Override
    boolean isOfDivisor() {
        return divisor;
    }

    @Override
    void leave() {
        joined.exclude(this);
    }
}
