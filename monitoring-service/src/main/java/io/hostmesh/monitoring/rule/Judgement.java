package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.Transition.Sample;
import io.hostmesh.monitoring.rule.Transition.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where one rule stands with one subject. What the next owner cannot read from the newest samples is in {@link Standing}.
 *
 * <p>Steps happen at a sample or when a time is over. Those that are due are taken before the next sample, at the time that they
 * were due, so it does not matter how often anybody looks at the time.
 */
abstract class Judgement {

    private record SeriesKey(Labels labels, boolean divisor) {}

    static final long NEVER = Long.MAX_VALUE;
    /** Long before every sample, and still far from where calculating with it would overflow. */
    static final long LONG_AGO = Long.MIN_VALUE / 4;

    final Rule rule;
    final Subject subject;
    private final Timers timers;

    /** When the timer that is set is due. */
    long armed = NEVER;

    /** When the newest sample that counts was accepted. */
    long heard = LONG_AGO;

    double value = Double.NaN;

    Phase phase = Phase.INACTIVE;
    boolean missing;
    long since;
    long sinceAccepted;
    long clearedAt;
    long clearedAccepted;

    private @Nullable Watcher first;
    private @Nullable Map<SeriesKey, Watcher> others;
    private boolean over;
    private @Nullable Evidence evidence;

    Judgement(Rule rule, Subject subject, Timers timers) {
        this.rule = rule;
        this.subject = subject;
        this.timers = timers;
    }

    /** When something is to be done without a sample, or {@link #NEVER}. */
    abstract long nextDue();

    /** Takes all steps that are due before {@code now}. */
    abstract void advance(long now, List<Transition> out);

    final @Nullable Watcher watcherOf(Subject series, boolean divisor) {
        if (first != null
                && first.isOfDivisor() == divisor
                && first.series.labels().equals(series.labels())) {
            return first;
        }
        return others == null ? null : others.get(new SeriesKey(series.labels(), divisor));
    }

    final void add(Watcher watcher) {
        if (first == null) {
            first = watcher;
        } else {
            if (others == null) {
                others = new HashMap<>();
            }
            others.put(new SeriesKey(watcher.series.labels(), watcher.isOfDivisor()), watcher);
        }
    }

    /** Lets go of the watchers of such series; returns whether none is left. */
    final boolean release(Predicate<Subject> series) {
        return releaseWatchers(watcher -> series.test(watcher.series));
    }

    /** The same for watchers that nobody asked for. */
    final boolean releaseUnasked() {
        return releaseWatchers(watcher -> !watcher.asked);
    }

    private boolean releaseWatchers(Predicate<Watcher> which) {
        if (first != null && which.test(first)) {
            first.leave();
            first = null;
        }
        if (others != null) {
            others.values().removeIf(watcher -> {
                boolean released = which.test(watcher);
                if (released) {
                    watcher.leave();
                }
                return released;
            });
        }
        return first == null && (others == null || others.isEmpty());
    }

    final boolean isOpen() {
        return phase != Phase.INACTIVE;
    }

    final boolean isOver() {
        return over;
    }

    /** Nobody will ask for it again. */
    final void end() {
        over = true;
    }

    /** Goes on where the owner before was. */
    final void resume(Standing standing) {
        phase = standing.phase();
        missing = standing.missing();
        since = standing.since();
        sinceAccepted = standing.sinceAccepted();
        clearedAt = standing.clearedAt();
        clearedAccepted = standing.clearedAccepted();
        if (standing.heard() > heard) {
            heard = standing.heard();
            value = standing.value();
        }
        evidence = new Evidence();
        rearm();
    }

    final Recollection.OfJudgement recollection(boolean whole) {
        List<Recollection.OfSeries> series = new ArrayList<>();
        if (first != null) {
            series.add(first.recollection(whole));
        }
        if (others != null) {
            others.values().forEach(watcher -> series.add(watcher.recollection(whole)));
        }
        return new Recollection.OfJudgement(rule.id(), rule.version(), subject, heard, value, more(), series);
    }

    /** Goes on where that was; its series are for the caller. */
    final void goOn(Recollection.OfJudgement kept) {
        heard = kept.heard();
        value = kept.value();
        goOnWith(kept.more());
        rearm();
    }

    /** What this kind of judgement keeps beside the rest. */
    long more() {
        return 0;
    }

    void goOnWith(long more) {}

    final Standing standing() {
        return new Standing(phase, missing, since, sinceAccepted, clearedAt, clearedAccepted, heard, value);
    }

    /** A sample that was judged before: one that came before the lookback only tells which are late. */
    final void hearAgain(double number, long accepted) {
        if (accepted >= timers.countsFrom && accepted >= heard) {
            heard = accepted;
            value = number;
        }
    }

    final boolean counts(long accepted) {
        return accepted >= timers.countsFrom;
    }

    final void rearm() {
        timers.arm(this);
    }

    /** Resolves or lapses whatever is open, for a reason other than samples. */
    final void settle(String because, long at, List<Transition> out) {
        if (phase == Phase.PENDING) {
            become(Phase.INACTIVE, Step.LAPSED, because, at, out);
        } else if (isOpen()) {
            become(Phase.INACTIVE, Step.RESOLVED, because, at, out);
        }
    }

    final void pend(long at, long accepted, String because, List<Transition> out) {
        since = at;
        sinceAccepted = accepted;
        become(Phase.PENDING, Step.PENDED, because, at, out);
    }

    final void become(Phase next, Step step, String because, long at, List<Transition> out) {
        phase = next;
        if (next == Phase.INACTIVE) {
            missing = false;
        }
        tell(step, because, at, out);
        if (next == Phase.INACTIVE) {
            evidence = null;
        }
        rearm();
    }

    final void lack(boolean nowMissing, String because, long at, List<Transition> out) {
        missing = nowMissing;
        tell(nowMissing ? Step.DATA_MISSED : Step.DATA_RETURNED, because, at, out);
        rearm();
    }

    /** Keeps a sample that a later step may have to show. */
    final void note(double sample, long at) {
        if (evidence == null) {
            evidence = new Evidence();
        }
        evidence.add(at, sample);
    }

    List<Sample> samples() {
        return evidence == null ? List.of() : evidence.samples();
    }

    private void tell(Step step, String because, long at, List<Transition> out) {
        out.add(new Transition(step, rule, subject, value, samples(), because, at, standing()));
    }
}
