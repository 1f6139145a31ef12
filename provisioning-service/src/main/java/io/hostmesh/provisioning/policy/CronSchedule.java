package io.hostmesh.provisioning.policy;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recurring times, as crontab(5) describes them, in a time zone: minute, hour, day of month, month, day of week. Where
 * clocks are set forward, a time that does not exist that day comes when the gap is over; where they are set back, a time
 * that exists twice comes once for a fixed hour.
 */
public final class CronSchedule {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final int LONGEST = 100;
    /** More than clocks are ever set by, but for the days that a country left out. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(4);

    /** How far back a time is looked for, a little first: 29 February is eight years apart where a century has none. */
    private static final List<Duration> LOOKED_BACK = List.of(
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(32),
            Duration.ofDays(366),
            Duration.ofDays(9 * 366));

    /** Each day that there is comes in the year after it. */
    private static final ZonedDateTime BEFORE_A_LEAP_YEAR =
            ZonedDateTime.of(2023, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);

    private final ExecutionTime times;
    private final ZoneId zone;
    private final boolean isOfEachHour;

    private CronSchedule(ExecutionTime times, ZoneId zone, boolean isOfEachHour) {
        this.times = times;
        this.zone = zone;
        this.isOfEachHour = isOfEachHour;
    }

    /**
     * The schedule of an expression.
     *
     * @throws IllegalArgumentException with what is wrong, where it is none
     */
    public static CronSchedule parse(String expression, String timeZone) {
        Cron cron = cron(expression);
        boolean isOfEachHour =
                cron.retrieve(CronFieldName.HOUR).getExpression().asString().startsWith("*");
        return new CronSchedule(ExecutionTime.forCron(cron), zone(timeZone), isOfEachHour);
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
        LocalDateTime from = LocalDateTime.ofInstant(time, zone);
        Instant again = null;
        if (isNearHourThatComesTwice(time)) {
            from = from.minus(LONGEST_CHANGE);
        }
        for (LocalDateTime next = next(from); next != null; next = next(next)) {
            for (Instant instant : instants(next)) {
                if (instant.isAfter(time) && (again == null || instant.isBefore(again))) {
                    again = instant;
                }
            }
            if (again != null && instants(next).get(0).isAfter(time)) {
                return Optional.of(again);
            }
        }
        return Optional.empty();
    }

    /** The last time after {@code since} and up to {@code until}, or empty where there is none. */
    Optional<Instant> last(Instant since, Instant until) {
        for (Duration back : LOOKED_BACK) {
            Instant begin = until.minus(back);
            boolean all = !begin.isAfter(since);
            Instant last = null;
            Optional<Instant> next = after(all ? since : begin);
            while (next.isPresent() && !next.get().isAfter(until)) {
                last = next.get();
                next = after(last);
            }
            if (all || last != null) {
                return Optional.ofNullable(last);
            }
        }
        return Optional.empty();
    }

    private @Nullable LocalDateTime next(LocalDateTime time) {
        return times.nextExecution(time.atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime)
                .orElse(null);
    }

    /** When a local time is: at the end of the gap that it is in; twice in an hour that comes twice, unless it is of a fixed hour. */
    private List<Instant> instants(LocalDateTime local) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition == null) {
            return List.of(local.atZone(zone).toInstant());
        }
        if (transition.isGap()) {
            return List.of(transition.getInstant());
        }
        Instant first = local.toInstant(transition.getOffsetBefore());
        return isOfEachHour ? List.of(first, local.toInstant(transition.getOffsetAfter())) : List.of(first);
    }

    private boolean isNearHourThatComesTwice(Instant time) {
        ZoneOffsetTransition near = zone.getRules().nextTransition(time.minus(LONGEST_CHANGE));
        return near != null && near.isOverlap() && near.getInstant().isBefore(time.plus(LONGEST_CHANGE));
    }
}
