package io.hostmesh.monitoring.rule;

import java.util.List;

/** Each number against the level. */
final class ThresholdWatcher extends Watcher {

    private final LevelJudgement level;

    ThresholdWatcher(LevelJudgement judgement, Subject series) {
        super(judgement, series);
        this.level = judgement;
    }

    @Override
    void take(double value, long at, long acceptedAt, List<Transition> out) {
        if (!Double.isNaN(value)) {
            level.judge(value, at, acceptedAt, out);
        } else if (Numbers.isStale(value)) {
            level.lose(acceptedAt, out);
        }
    }

    @Override
    void recall(double value, long at, long acceptedAt) {
        if (!Double.isNaN(value)) {
            level.hearAgain(value, acceptedAt);
        }
    }
}
