package io.hostmesh.monitoring.rule;

import java.util.List;

/** How unusual the series is against the level. */
final class AnomalyWatcher extends Watcher {

    private final LevelJudgement level;
    private final AnomalyModel model;

    AnomalyWatcher(LevelJudgement judgement, Subject series, Condition.Anomaly anomaly) {
        super(judgement, series);
        this.level = judgement;
        this.model = new AnomalyModel(anomaly.settings());
    }

    @Override
    void take(double value, long at, long acceptedAt, List<Transition> out) {
        if (Double.isFinite(value)) {
            double score = model.add(at, value);
            if (!Double.isNaN(score)) {
                level.judge(score, at, acceptedAt, out);
            }
        } else if (Numbers.isStale(value)) {
            level.lose(acceptedAt, out);
        }
    }

    @Override
    long[] figures() {
        return model.figures();
    }

    @Override
    void goOn(long[] figures) {
        model.goOn(figures);
    }

    @Override
    void recall(double value, long at, long acceptedAt) {
        if (Double.isFinite(value)) {
            double score = model.add(at, value);
            if (!Double.isNaN(score)) {
                level.hearAgain(score, acceptedAt);
            }
        }
    }
}
