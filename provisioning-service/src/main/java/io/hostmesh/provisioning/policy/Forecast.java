package io.hostmesh.provisioning.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The load of the next hours, by what it was at the same time of day before: a weighted mean of up to 14 days in which a day
 * counts 0.6 times as much as the one after it, and the same day of the week three times as much as others.
 *
 * @param historyHours how many hours it knows
 * @param hours the load expected in each hour from the present one on, 48 at most; empty without a day of history
 * @param errorPercent the sum of its errors over the last hours it can be compared with, against the sum of what came, in
 *     percent; null where there is nothing to compare with
 * @param comparedHours how many hours that are
 */
public record Forecast(
        int historyHours, List<Hour> hours, @Nullable Double errorPercent, int comparedHours) {

    public static final int LEAST_HISTORY_HOURS = 24;
    public static final int LONGEST_HISTORY_DAYS = 14;
    public static final int HOURS_AHEAD = 48;

    private static final int COMPARED_HOURS = 48;
    private static final double FADING = 0.6;
    private static final double SAME_WEEKDAY = 3;
    private static final long HOUR_SECONDS = 3600;
    private static final int DAY_HOURS = 24;

    /** The load of all members together in the hour that begins then. */
    public record Hour(Instant start, double load) {}

    /** What the load will be, by what it was; the present hour is not over, so it is forecast and no history. */
    public static Forecast of(List<Hour> history, Instant now) {
        TreeMap<Long, Double> known = new TreeMap<>();
        long present = hour(now);
        for (Hour hour : history) {
            long number = hour(hour.start());
            if (number < present && number >= present - (long) LONGEST_HISTORY_DAYS * DAY_HOURS) {
                known.merge(number, hour.load(), Math::max);
            }
        }
        if (known.size() < LEAST_HISTORY_HOURS) {
            return new Forecast(known.size(), List.of(), null, 0);
        }
        List<Hour> hours = new ArrayList<>();
        for (long ahead = present; ahead < present + HOURS_AHEAD; ahead++) {
            Double load = expected(known, ahead, present);
            if (load != null) {
                hours.add(new Hour(Instant.ofEpochSecond(ahead * HOUR_SECONDS), load));
            }
        }
        double errors = 0;
        double sum = 0;
        int compared = 0;
        for (long past = present - COMPARED_HOURS; past < present; past++) {
            Double came = known.get(past);
            Double said = came == null ? null : expected(known, past, past);
            if (came != null && said != null) {
                errors += Math.abs(said - came);
                sum += Math.abs(came);
                compared++;
            }
        }
        Double error = compared == 0 ? null : sum == 0 ? (errors == 0 ? 0.0 : 100.0) : errors / sum * 100;
        return new Forecast(known.size(), List.copyOf(hours), error, compared);
    }

    /** What is expected of an hour by those before {@code known}'s end, or null where no day before has it. */
    private static @Nullable Double expected(Map<Long, Double> known, long hour, long end) {
        double sum = 0;
        double weights = 0;
        for (int day = 1; day <= LONGEST_HISTORY_DAYS + 2; day++) {
            long before = hour - (long) day * DAY_HOURS;
            Double load = before < end ? known.get(before) : null;
            if (load != null) {
                double weight = Math.pow(FADING, day - 1) * (day % 7 == 0 ? SAME_WEEKDAY : 1);
                sum += weight * load;
                weights += weight;
            }
        }
        return weights == 0 ? null : sum / weights;
    }

    /** The most that is expected between now and the end of the horizon, or null where nothing is known. */
    @Nullable
    Hour most(Instant now, Duration horizon) {
        Instant end = now.plus(horizon);
        Hour most = null;
        for (Hour hour : hours) {
            boolean inside = !hour.start().isAfter(end)
                    && hour.start().plusSeconds(HOUR_SECONDS).isAfter(now);
            if (inside && (most == null || hour.load() > most.load())) {
                most = hour;
            }
        }
        return most;
    }

    /** How many members that takes, and why. */
    public ScalingMemory.Floor floor(int policy, Policy.Predictive of, Instant now, Duration validity) {
        Hour most = most(now, of.horizon());
        if (most == null) {
            String because = hours.isEmpty()
                    ? String.format(
                            Locale.ROOT,
                            "%s is known for %d of %d hours",
                            of.metric(),
                            historyHours,
                            LEAST_HISTORY_HOURS)
                    : of.metric() + " is not known for this time of day";
            return new ScalingMemory.Floor(policy, 0, now, now.plus(validity), because);
        }
        int members = members(most.load(), of.target());
        String because = String.format(
                Locale.ROOT,
                "%s is forecast at %.1f in all from %s on, error %s",
                of.metric(),
                most.load(),
                most.start(),
                errorPercent == null ? "unknown" : String.format(Locale.ROOT, "%.0f %%", errorPercent));
        return new ScalingMemory.Floor(policy, members, now, now.plus(validity), because);
    }

    /** How many members that load takes. */
    public static int members(double load, double target) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(load / target - 1e-9));
    }

    private static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), HOUR_SECONDS);
    }
}
