package io.hostmesh.monitoring.query;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.problem.TimeFields;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks for.
 *
 * @param serverId the server, or null where a group is asked for
 * @param from the first time, and {@code to} the first time that is not in it any more
 * @param step null for raw samples
 */
record RangeQuery(
        @Nullable String serverId,
        @Nullable String groupId,
        String metric,
        Instant from,
        Instant to,
        @Nullable Duration step) {

    private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(5);
    private static final Duration SHORTEST_STEP = Duration.ofMillis(100);

    /** Reads the parameters; a problem that names all that are wrong. */
    static RangeQuery of(
            @Nullable String server,
            @Nullable String group,
            @Nullable String metric,
            @Nullable String from,
            @Nullable String to,
            @Nullable String step,
            Instant now,
            Duration longest) {
        List<FieldError> errors = new ArrayList<>();
        if ((server == null) == (group == null)) {
            errors.add(new FieldError("server", "must be given, or group; not both"));
        }
        if (metric == null || metric.isBlank()) {
            errors.add(new FieldError("metric", "must be given"));
        }
        Instant end = time("to", to, now, errors);
        Instant start = time("from", from, end.minus(DEFAULT_LENGTH), errors);
        if (errors.isEmpty() && !start.isBefore(end)) {
            errors.add(new FieldError("from", "must be before to"));
        }
        if (errors.isEmpty() && Duration.between(start, end).compareTo(longest) > 0) {
            errors.add(new FieldError("from", "must be at most " + longest.toHours() + " h before to"));
        }
        Duration length = step == null ? null : step(step, longest, errors);
        if (!errors.isEmpty() || metric == null) {
            throw Problems.invalid(errors);
        }
        return new RangeQuery(server, group, metric, start, end, length);
    }

    private static Instant time(String field, @Nullable String text, Instant otherwise, List<FieldError> errors) {
        Instant time = TimeFields.read(field, text, errors);
        return time == null ? otherwise : time;
    }

    private static @Nullable Duration step(String text, Duration longest, List<FieldError> errors) {
        try {
            boolean seconds = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
            String duration = text.toUpperCase(Locale.ROOT);
            Duration step =
                    Duration.parse(duration.startsWith("P") ? duration : "PT" + duration + (seconds ? "S" : ""));
            if (step.compareTo(SHORTEST_STEP) >= 0 && step.compareTo(longest) <= 0) {
                return step;
            }
        } catch (DateTimeParseException notADuration) {
            errors.add(new FieldError("step", "must be a number of seconds, or a duration such as 30s or 1m"));
            return null;
        }
        errors.add(new FieldError(
                "step", "must be from " + SHORTEST_STEP.toMillis() + " ms to " + longest.toHours() + " h"));
        return null;
    }
}
