package io.hostmesh.monitoring.received;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery means for an alert, whatever was delivered twice, late or out of order. An episode is known by when it
 * began: what is said of an earlier one than the last that is known is too late to matter.
 */
final class ReceivedDecider {

    private ReceivedDecider() {}

    /**
     * How a kind of sender tells what has become of its alerts.
     *
     * @param patience how long an alert goes on whose sender does not say until when
     * @param saysWhatHolds whether each delivery says what holds when it is sent, as Prometheus' do: one that fires
     *     is the episode that goes on, as Alertmanager has it, although of two that judge the same each has its own
     *     beginning. Otherwise another beginning is another episode, whose former end was lost.
     */
    record Manner(Duration patience, boolean saysWhatHolds) {}

    /**
     * What is known of an alert.
     *
     * @param firing whether its last episode goes on
     * @param endedBySender whether its sender said that it is over; otherwise it was not repeated in time
     * @param until when it is over unless it is repeated
     */
    record Known(Instant startsAt, boolean firing, boolean endedBySender, Instant until) {}

    /** What is to be done. */
    sealed interface Step {
        record Open(Known known) implements Step {}

        record GoOn(Known known) implements Step {}

        /** The episode that goes on is over, and another has begun. */
        record Reopen(Known known) implements Step {}

        record End(Known known) implements Step {}

        record Nothing() implements Step {}
    }

    static Step decide(@Nullable Known known, Received received, Manner manner, Instant now) {
        return received.resolved() ? resolved(known, received) : firing(known, received, manner, now);
    }

    private static Step resolved(@Nullable Known known, Received received) {
        if (known == null || !known.firing() || received.startsAt().isBefore(known.startsAt())) {
            return new Step.Nothing();
        }
        return new Step.End(new Known(known.startsAt(), false, true, known.until()));
    }

    private static Step firing(@Nullable Known known, Received received, Manner manner, Instant now) {
        Instant endsAt = received.endsAt();
        Instant until = endsAt == null || !endsAt.isAfter(now) ? now.plus(manner.patience()) : endsAt;
        Known anew = new Known(received.startsAt(), true, false, until);
        if (known == null) {
            return new Step.Open(anew);
        }
        int order = received.startsAt().compareTo(known.startsAt());
        if (known.firing()) {
            if (manner.saysWhatHolds() || order == 0) {
                return new Step.GoOn(new Known(
                        order < 0 ? received.startsAt() : known.startsAt(), true, false, later(until, known.until())));
            }
            return order > 0 ? new Step.Reopen(anew) : new Step.Nothing();
        }
        boolean began = order > 0 || (order == 0 && !known.endedBySender());
        return began || (manner.saysWhatHolds() && isNews(known, endsAt)) ? new Step.Open(anew) : new Step.Nothing();
    }

    /**
     * Whether an old episode is said to fire by a delivery that was sent after all that is known: it goes on for longer than
     * was ever said. A repetition that was only late does not.
     */
    private static boolean isNews(Known known, @Nullable Instant endsAt) {
        return !known.endedBySender() || (endsAt != null && endsAt.isAfter(known.until()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The end of an alert that was not repeated in time; the same known where it was. */
    static Known overdue(Known known, Instant now) {
        return known.firing() && !known.until().isAfter(now)
                ? new Known(known.startsAt(), false, false, known.until())
                : known;
    }
}
