package io.hostmesh.monitoring.rule;

import java.util.List;

/** Hears that something came, whatever it is, but for the word that a series ended. */
final class AbsenceWatcher extends Watcher {

    private final AbsenceJudgement absence;

    AbsenceWatcher(AbsenceJudgement judgement, Subject series) {
        super(judgement, series);
        this.absence = judgement;
    }

    @Override
    void take(double value, long at, long acceptedAt, List<Transition> out) {
        if (!Numbers.isStale(value)) {
            absence.hear(value, at, acceptedAt, out);
        }
    }

    @Override
    void recall(double value, long at, long acceptedAt) {
        if (!Numbers.isStale(value)) {
            absence.recall(value, acceptedAt);
        }
    }
}
