package io.hostmesh.provisioning.policy;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * Recurring times, as crontab(5) describes them, in a time zone: minute, hour, day of month, month, day of week. Where
 * clocks are set forward, a time that does not exist that day comes when the gap is over; where they are set back, a time
 * that exists twice comes once for a fixed hour.
 */
public final class CronSchedule {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final int LONGEST = 100;
    /** Two years of clock changes: a time that is skipped comes again before. */
    private static final int TRANSITIONS_LOOKED_AT = 4;

    /** Each day that there is comes in the year after it. */
    private static final ZonedDateTime BEFORE_A_LEAP_YEAR =
            ZonedDateTime.of(2023, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);

    private final ExecutionTime times;
    private final ZoneId zone;

    private CronSchedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * The schedule of an expression.
     *
     * @throws IllegalArgumentException with what is wrong, where it is none
     */
    public static CronSchedule parse(String expression, String timeZone) {
        return new CronSchedule(ExecutionTime.forCron(cron(expression)), zone(timeZone));
    }

    /**
     * The time zone of that name.
     *
     * @throws IllegalArgumentException with what is wrong, where there is none
     */
    public static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("must be a time zone such as Europe/Berlin or UTC", unknown);
        }
    }

    /**
     * Whether an expression can be understood.
     *
     * @throws IllegalArgumentException with what is wrong, where it can not
     */
    public static Cron cron(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException("must have at most " + LONGEST + " characters");
        }
        Cron cron;
        try {
            cron = PARSER.parse(expression).validate();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "must be minute, hour, day of month, month and day of week as in crontab: " + wrong.getMessage(),
                    wrong);
        }
        if (ExecutionTime.forCron(cron).nextExecution(BEFORE_A_LEAP_YEAR).isEmpty()) {
            throw new IllegalArgumentException("must be a time that comes; no month has such a day");
        }
        return cron;
    }

    /** The first time after that one, or empty where there is none. */
    Optional<Instant> after(Instant time) {
        Optional<Instant> next = times.nextExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
        ZoneOffsetTransition transition = zone.getRules().nextTransition(time);
        for (int looked = 0; looked < TRANSITIONS_LOOKED_AT && transition != null; looked++) {
            if (next.isPresent() && !transition.getInstant().isBefore(next.get())) {
                return next;
            }
            if (skips(transition)) {
                return Optional.of(transition.getInstant());
            }
            transition = zone.getRules().nextTransition(transition.getInstant());
        }
        return next;
    }

    /** The last time up to that one, itself included, or empty where there is none. */
    Optional<Instant> lastUntil(Instant time) {
        Instant end = time.plusNanos(1);
        Optional<Instant> last = times.lastExecution(end.atZone(zone)).map(ZonedDateTime::toInstant);
        ZoneOffsetTransition transition = zone.getRules().previousTransition(end);
        for (int looked = 0; looked < TRANSITIONS_LOOKED_AT && transition != null; looked++) {
            if (last.isPresent() && !transition.getInstant().isAfter(last.get())) {
                return last;
            }
            if (skips(transition)) {
                return Optional.of(transition.getInstant());
            }
            transition = zone.getRules().previousTransition(transition.getInstant());
        }
        return last;
    }

    /** True if a time of the schedule is among those that clocks skip there. */
    private boolean skips(ZoneOffsetTransition transition) {
        if (!transition.isGap()) {
            return false;
        }
        ZonedDateTime begin = transition.getDateTimeBefore().atZone(ZoneOffset.UTC);
        ZonedDateTime end = transition.getDateTimeAfter().atZone(ZoneOffset.UTC);
        return times.nextExecution(begin.minusSeconds(1))
                .filter(skipped -> skipped.isBefore(end))
                .isPresent();
    }
}
