package io.hostmesh.monitoring.rule;

import java.util.List;

/** The change per second against the level. */
final class RateWatcher extends Watcher {

    private final LevelJudgement level;
    private final RateWindow window;

    RateWatcher(LevelJudgement judgement, Subject series, Condition.Rate rate) {
        super(judgement, series);
        this.level = judgement;
        this.window = new RateWindow(rate.window(), rate.counter());
    }

    @Override
    void take(double value, long at, long acceptedAt, List<Transition> out) {
        if (Double.isFinite(value)) {
            double rate = window.add(at, value);
            if (!Double.isNaN(rate)) {
                level.judge(rate, at, acceptedAt, out);
            }
        } else if (Numbers.isStale(value)) {
            window.clear();
            level.lose(acceptedAt, out);
        }
    }

    @Override
    long[] figures() {
        return window.figures();
    }

    @Override
    void goOn(long[] figures) {
        window.goOn(figures);
    }

    @Override
    void recall(double value, long at, long acceptedAt) {
        if (Double.isFinite(value)) {
            double rate = window.add(at, value);
            if (!Double.isNaN(rate)) {
                level.hearAgain(rate, acceptedAt);
            }
        } else if (Numbers.isStale(value)) {
            window.clear();
        }
    }
}
