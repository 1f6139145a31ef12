package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.Policy.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When scheduled policies act. */
public final class Schedules {

    /** A mark further ahead than this was set by a clock that was wrong. */
    private static final Duration LONGEST_AHEAD = Duration.ofDays(1);

    private Schedules() {}

    /** A scheduled policy whose time has come. */
    public record Due(Scheduled policy, Instant at) {}

    /**
     * What came due after {@code since}, up to and with {@code now}, oldest first: of each policy the latest time only, so
     * that what was missed during an outage is made up for once.
     */
    public static List<Due> due(List<Policy> policies, Instant since, Instant now) {
        List<Due> due = new ArrayList<>();
        for (Policy policy : policies) {
            if (policy instanceof Scheduled scheduled) {
                CronSchedule.parse(scheduled.cron(), scheduled.timeZone())
                        .last(since, now)
                        .ifPresent(last -> due.add(new Due(scheduled, last)));
            }
        }
        due.sort(Comparator.comparing(Due::at));
        return due;
    }

    /** Up to when schedules had their effect; {@code now} where that is not known or cannot be true. */
    public static Instant since(@Nullable Instant scheduledUntil, Instant now) {
        return scheduledUntil == null || scheduledUntil.isAfter(now.plus(LONGEST_AHEAD)) ? now : scheduledUntil;
    }

    /** The next time that any of them acts after that one, or null. */
    public static @Nullable Instant next(List<Policy> policies, Instant after) {
        Instant next = null;
        for (Policy policy : policies) {
            if (policy instanceof Scheduled scheduled) {
                Optional<Instant> own = CronSchedule.parse(scheduled.cron(), scheduled.timeZone())
                        .after(after);
                if (own.isPresent() && (next == null || own.get().isBefore(next))) {
                    next = own.get();
                }
            }
        }
        return next;
    }
}
