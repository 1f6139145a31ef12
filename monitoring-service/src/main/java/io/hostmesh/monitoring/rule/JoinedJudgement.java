package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.Transition.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges several series as one, once per batch.
 *
 * <p>A series whose newest number is older than {@link Rule#missingAfter()} is missing, and for as long again its last number
 * counts against every change that its absence would make. After that it is no member any more.
 */
abstract class JoinedJudgement extends LevelJudgement {

    private static final int SHOWN = 20;

    final List<MemberWatcher> members = new ArrayList<>();
    private final List<JoinedJudgement> touched;
    private boolean isTouched;
    private long at = LONG_AGO;

    // What was measured last, in fields so that a batch without a step allocates nothing.
    double figure;
    boolean fires;
    boolean goesOn;

    JoinedJudgement(Rule rule, Subject subject, Level level, Timers timers, List<JoinedJudgement> touched) {
        super(rule, subject, level, timers);
        this.touched = touched;
    }

    /** Measures what is known at {@code now} into the fields below; returns whether there is something to judge. */
    abstract boolean measure(long now);

    @Override
    final long more() {
        return at;
    }

    @Override
    final void goOnWith(long more) {
        at = more;
    }

    final void touch(long sampleAt) {
        at = Math.max(at, sampleAt);
        if (!isTouched) {
            isTouched = true;
            touched.add(this);
        }
    }

    /** All samples of a batch were taken. */
    final void judgeBatch(long now, List<Transition> out) {
        isTouched = false;
        forgetMembers(now);
        if (measure(now)) {
            judge(figure, fires, goesOn, at, now, out);
        }
    }

    /** All samples of a batch were taken that was judged before. */
    final void recallBatch(long now) {
        isTouched = false;
        forgetMembers(now);
        if (measure(now)) {
            hearAgain(figure, now);
        }
    }

    final void include(MemberWatcher member) {
        if (!member.included) {
            member.included = true;
            members.add(place(member), member);
        }
    }

    /** In an order that depends on the members alone: sums are the same to the last bit, whoever came first. */
    private int place(MemberWatcher member) {
        int order = member.series.labels().hashCode();
        int place = members.size();
        while (place > 0 && members.get(place - 1).series.labels().hashCode() > order) {
            place--;
        }
        return place;
    }

    final void exclude(MemberWatcher member) {
        if (member.included) {
            member.included = false;
            members.remove(member);
        }
    }

    final boolean isFresh(MemberWatcher member, long now) {
        return now - member.heard <= rule.missingAfter();
    }

    private void forgetMembers(long now) {
        for (int index = members.size() - 1; index >= 0; index--) {
            MemberWatcher member = members.get(index);
            if (now - member.heard > 2 * rule.missingAfter()) {
                exclude(member);
            }
        }
    }

    /** The newest number of each member. */
    @Override
    List<Sample> samples() {
        return members.stream()
                .limit(SHOWN)
                .map(member -> new Sample(member.at, member.value))
                .toList();
    }
}
