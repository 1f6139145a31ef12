package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.Transition.Step;
import java.util.List;

/** Judges numbers against a level, with {@code for} and {@code keepFiringFor}. */
class LevelJudgement extends Judgement {

    final Level level;

    LevelJudgement(Rule rule, Subject subject, Level level, Timers timers) {
        super(rule, subject, timers);
        this.level = level;
    }

    /** A number to be judged. */
    final void judge(double number, long at, long accepted, List<Transition> out) {
        judge(number, level.fires(number), level.goesOn(number), at, accepted, out);
    }

    final void judge(double number, boolean fires, boolean goesOn, long at, long accepted, List<Transition> out) {
        if (phase == Phase.INACTIVE) {
            value = number;
            heard = accepted;
            if (fires) {
                note(number, at);
                begin(at, accepted, out);
            }
            return;
        }
        advance(accepted, out);
        value = number;
        heard = accepted;
        note(number, at);
        switch (phase) {
            case INACTIVE -> {
                if (fires) {
                    begin(at, accepted, out);
                }
            }
            case PENDING -> pending(fires, at, accepted, out);
            case FIRING -> firing(goesOn, at, accepted, out);
            case CLEARING -> clearing(fires, at, out);
        }
    }

    /** Its data ended. */
    final void lose(long accepted, List<Transition> out) {
        if (isOpen()) {
            advance(accepted, out);
        }
        if (isOpen() && !missing) {
            lack(true, "the series ended", accepted, out);
        }
        heard = LONG_AGO;
    }

    private void begin(long at, long accepted, List<Transition> out) {
        since = at;
        sinceAccepted = accepted;
        if (rule.pendingFor() == 0) {
            become(Phase.FIRING, Step.FIRED, "the condition holds", at, out);
        } else {
            pend(at, accepted, "the condition holds", out);
        }
    }

    private void pending(boolean fires, long at, long accepted, List<Transition> out) {
        if (!fires) {
            become(Phase.INACTIVE, Step.LAPSED, "the condition does not hold any more", at, out);
        } else if (missing) {
            missing = false;
            pend(at, accepted, "the condition holds after data was missing", out);
        } else if (at - since >= rule.pendingFor()) {
            become(Phase.FIRING, Step.FIRED, "the condition held for long enough", at, out);
        }
    }

    private void firing(boolean goesOn, long at, long accepted, List<Transition> out) {
        if (missing) {
            lack(false, "samples come again", at, out);
        }
        if (goesOn) {
            return;
        }
        if (rule.keepFiringFor() == 0) {
            become(Phase.INACTIVE, Step.RESOLVED, "the condition does not hold any more", at, out);
        } else {
            clearedAt = at;
            clearedAccepted = accepted;
            become(Phase.CLEARING, Step.CLEARING, "the condition does not hold any more", at, out);
        }
    }

    private void clearing(boolean fires, long at, List<Transition> out) {
        if (missing) {
            lack(false, "samples come again", at, out);
        }
        if (fires) {
            become(Phase.FIRING, Step.REKINDLED, "the condition holds again", at, out);
        } else if (at - clearedAt >= rule.keepFiringFor()) {
            become(Phase.INACTIVE, Step.RESOLVED, "the condition did not hold for long enough", at, out);
        }
    }

    @Override
    long nextDue() {
        return missing ? NEVER : Math.min(stepDue(), missingDue());
    }

    private long stepDue() {
        return switch (phase) {
            case INACTIVE, FIRING -> NEVER;
            case PENDING -> sinceAccepted + rule.pendingFor();
            case CLEARING -> clearedAccepted + rule.keepFiringFor();
        };
    }

    private long missingDue() {
        return isOpen() ? heard + rule.missingAfter() : NEVER;
    }

    @Override
    void advance(long now, List<Transition> out) {
        while (nextDue() < now) {
            long due = nextDue();
            if (missingDue() == due) {
                lack(true, "no number came for a time", due, out);
            } else if (phase == Phase.PENDING) {
                become(Phase.FIRING, Step.FIRED, "the condition held for long enough", due, out);
            } else {
                become(Phase.INACTIVE, Step.RESOLVED, "the condition did not hold for long enough", due, out);
            }
        }
    }
}
