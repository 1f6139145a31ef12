package io.hostmesh.monitoring.rule;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** When which judgement has to be looked at although no sample came. Nothing is moved per sample: a timer that is early is set anew. */
final class Timers {

    private record Timer(long due, Judgement judgement) {}

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));

    /** When the first remembered sample was accepted that says how long ago something was heard. */
    long countsFrom = Judgement.LONG_AGO;

    void arm(Judgement judgement) {
        long due = judgement.nextDue();
        if (due < judgement.armed) {
            judgement.armed = due;
            timers.add(new Timer(due, judgement));
        }
    }

    /** Everything that was accepted before {@code now} has been judged. */
    void advance(long now, List<Transition> out) {
        for (Timer next = timers.peek(); next != null && next.due() < now; next = timers.peek()) {
            timers.poll();
            Judgement judgement = next.judgement();
            if (next.due() == judgement.armed) {
                judgement.armed = Long.MAX_VALUE;
                if (!judgement.isOver()) {
                    judgement.advance(now, out);
                    arm(judgement);
                }
            }
        }
    }
}
