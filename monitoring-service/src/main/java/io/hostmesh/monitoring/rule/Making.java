package io.hostmesh.monitoring.rule;

import java.util.List;

/** What judges each kind of condition. */
final class Making {

    private Making() {}

    /** What a series is judged as part of. */
    static Subject subjectOf(Condition condition, Subject series) {
        if (condition instanceof Condition.Ratio ratio) {
            return series.narrowedTo(ratio.on());
        }
        if (condition instanceof Condition.Aggregate aggregate) {
            return series.narrowedTo(aggregate.by());
        }
        if (condition instanceof Condition.Absence absence && !absence.by().isEmpty()) {
            return series.narrowedTo(absence.by());
        }
        return series;
    }

    static Judgement judgement(Rule rule, Subject subject, Timers timers, List<JoinedJudgement> touched) {
        Condition condition = rule.condition();
        if (condition instanceof Condition.Threshold threshold) {
            return new LevelJudgement(rule, subject, threshold.level(), timers);
        }
        if (condition instanceof Condition.Rate rate) {
            return new LevelJudgement(rule, subject, rate.level(), timers);
        }
        if (condition instanceof Condition.Anomaly anomaly) {
            return new LevelJudgement(rule, subject, anomaly.level(), timers);
        }
        if (condition instanceof Condition.Ratio ratio) {
            return new RatioJudgement(rule, ratio, subject, timers, touched);
        }
        if (condition instanceof Condition.Aggregate aggregate) {
            return new AggregateJudgement(rule, aggregate, subject, timers, touched);
        }
        return new AbsenceJudgement(rule, (Condition.Absence) condition, subject, timers);
    }

    static Watcher watcher(Judgement judgement, Subject series, boolean divisor) {
        Condition condition = judgement.rule.condition();
        if (condition instanceof Condition.Threshold) {
            return new ThresholdWatcher((LevelJudgement) judgement, series);
        }
        if (condition instanceof Condition.Rate rate) {
            return new RateWatcher((LevelJudgement) judgement, series, rate);
        }
        if (condition instanceof Condition.Anomaly anomaly) {
            return new AnomalyWatcher((LevelJudgement) judgement, series, anomaly);
        }
        if (condition instanceof Condition.Absence) {
            return new AbsenceWatcher((AbsenceJudgement) judgement, series);
        }
        return new MemberWatcher((JoinedJudgement) judgement, series, divisor);
    }

    /** Whether the same series belong together by both. */
    static boolean joinsAlike(Condition before, Condition after) {
        return before.getClass() == after.getClass()
                && labelsOf(before).equals(labelsOf(after))
                && before.selector().metric() != null
                && before.selector().metric().equals(after.selector().metric());
    }

    private static List<String> labelsOf(Condition condition) {
        if (condition instanceof Condition.Ratio ratio) {
            return ratio.on();
        }
        if (condition instanceof Condition.Aggregate aggregate) {
            return aggregate.by();
        }
        return condition instanceof Condition.Absence absence ? absence.by() : List.of();
    }
}
