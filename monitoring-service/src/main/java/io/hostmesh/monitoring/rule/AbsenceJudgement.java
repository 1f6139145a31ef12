package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.Transition.Sample;
import io.hostmesh.monitoring.rule.Transition.Step;
import java.util.List;

/** Waits for samples that do not come. It pends as soon as data is missing, and fires when nothing came for the whole time. */
final class AbsenceJudgement extends Judgement {

    private final long after;
    /** What nobody could hear before that says nothing. */
    private long countingSince = LONG_AGO;

    AbsenceJudgement(Rule rule, Condition.Absence absence, Subject subject, Timers timers) {
        super(rule, subject, timers);
        this.after = absence.after();
    }

    /** Something came. */
    void hear(double number, long at, long accepted, List<Transition> out) {
        advance(accepted, out);
        boolean first = heard == LONG_AGO;
        heard = Math.max(heard, accepted);
        value = number;
        if (phase == Phase.PENDING) {
            become(Phase.INACTIVE, Step.LAPSED, "samples come again", at, out);
        } else if (phase == Phase.FIRING) {
            returned(at, accepted, out);
        } else if (first) {
            rearm();
        }
    }

    private void returned(long at, long accepted, List<Transition> out) {
        if (rule.keepFiringFor() == 0) {
            become(Phase.INACTIVE, Step.RESOLVED, "samples come again", at, out);
        } else {
            clearedAt = at;
            clearedAccepted = accepted;
            become(Phase.CLEARING, Step.CLEARING, "samples come again", at, out);
        }
    }

    /** Something came that was judged before. */
    void recall(double number, long accepted) {
        boolean first = heard == LONG_AGO;
        hearAgain(number, accepted);
        if (first) {
            rearm();
        }
    }

    @Override
    List<Sample> samples() {
        return Double.isNaN(value) ? List.of() : List.of(new Sample(heard, value));
    }

    /** Counts anew: before {@code now} nothing could be heard. */
    void restart(long now) {
        countingSince = Math.max(countingSince, now);
        if (phase == Phase.PENDING) {
            since = Math.max(since, now);
        }
    }

    @Override
    long more() {
        return countingSince;
    }

    @Override
    void goOnWith(long more) {
        countingSince = more;
    }

    private long quietSince() {
        return Math.max(heard, countingSince);
    }

    @Override
    long nextDue() {
        if (heard == LONG_AGO && phase == Phase.INACTIVE) {
            return NEVER;
        }
        return switch (phase) {
            case INACTIVE -> quietSince() + Math.min(after, rule.missingAfter());
            case PENDING -> quietSince() + after;
            case FIRING -> NEVER;
            case CLEARING -> Math.min(quietSince() + after, clearedAccepted + rule.keepFiringFor());
        };
    }

    @Override
    void advance(long now, List<Transition> out) {
        while (nextDue() < now) {
            long due = nextDue();
            switch (phase) {
                case INACTIVE -> {
                    if (after <= rule.missingAfter()) {
                        fire(due, out);
                    } else {
                        pend(quietSince(), quietSince(), "nothing comes", out);
                    }
                }
                case PENDING -> fire(due, out);
                case CLEARING -> {
                    if (due == quietSince() + after) {
                        become(Phase.FIRING, Step.REKINDLED, "nothing comes again", due, out);
                    } else {
                        become(Phase.INACTIVE, Step.RESOLVED, "samples came for long enough", due, out);
                    }
                }
                case FIRING -> throw new IllegalStateException("expected nothing to be due while an absence fires");
            }
        }
    }

    private void fire(long due, List<Transition> out) {
        since = quietSince();
        sinceAccepted = since;
        become(Phase.FIRING, Step.FIRED, "nothing came for the whole time", due, out);
    }
}
