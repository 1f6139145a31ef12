package io.hostmesh.monitoring.query;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.problem.TimeFields;
import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.MatcherReader;
import io.hostmesh.monitoring.rollup.Aggregation;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Kept;
import io.hostmesh.monitoring.rollup.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks for.
 *
 * @param serverId the server, or null where a group or series of an account are asked for
 * @param matchers choose series of the account; empty where a server or a group is asked for
 * @param from the first time, and {@code to} the first time that is not in it any more
 * @param reading what steps are read from; null for raw samples
 * @param across how the series become one; null where each stays one
 */
record RangeQuery(
        @Nullable String serverId,
        @Nullable String groupId,
        List<LabelMatcher> matchers,
        String metric,
        Instant from,
        Instant to,
        @Nullable Reading reading,
        Aggregation aggregation,
        @Nullable Aggregation across) {

    private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(5);
    private static final String SHORTEST_STEP_OF_ACCOUNTS = "1m";
    private static final int MOST_MATCHERS = 20;
    private static final Duration SHORTEST_STEP = Duration.ofMillis(100);

    /** The parameters as they came. */
    record Asked(
            @Nullable String server,
            @Nullable String group,
            List<String> match,
            @Nullable String metric,
            @Nullable String from,
            @Nullable String to,
            @Nullable String step,
            @Nullable String aggregation,
            @Nullable String across) {

        /** The shortest step is what series of accounts are kept in. */
        private @Nullable String stepOrShortest() {
            return step == null && !match.isEmpty() ? SHORTEST_STEP_OF_ACCOUNTS : step;
        }
    }

    /** Reads the parameters; a problem that names all that are wrong. */
    static RangeQuery of(Asked asked, Instant now, Kept keptOfServers) {
        List<FieldError> errors = new ArrayList<>();
        Kept kept = asked.match().isEmpty() ? keptOfServers : keptOfServers.withoutRaw();
        int subjects = (asked.server() == null ? 0 : 1)
                + (asked.group() == null ? 0 : 1)
                + (asked.match().isEmpty() ? 0 : 1);
        if (subjects != 1) {
            errors.add(new FieldError("server", "must be given, or group, or match; one of them"));
        }
        List<LabelMatcher> matchers = matchers(asked.match(), errors);
        String metric = asked.metric();
        if (metric == null || metric.isBlank()) {
            errors.add(new FieldError("metric", "must be given"));
        }
        Instant to = time("to", asked.to(), now, errors);
        Instant from = time("from", asked.from(), to.minus(DEFAULT_LENGTH), errors);
        boolean inOrder = from.isBefore(to);
        if (errors.isEmpty() && !inOrder) {
            errors.add(new FieldError("from", "must be before to"));
        }
        Duration step = asked.stepOrShortest() == null ? null : step(asked.stepOrShortest(), kept.hours(), errors);
        Aggregation aggregation = aggregation(asked, errors);
        Aggregation across = across(asked, errors);
        boolean knownRange = inOrder && errors.stream().noneMatch(error -> isOfRange(error.field()));
        Reading reading = knownRange ? reading(asked, from, to, step, aggregation, now, kept, errors) : null;
        if (!errors.isEmpty() || metric == null) {
            throw Problems.invalid(errors);
        }
        return new RangeQuery(asked.server(), asked.group(), matchers, metric, from, to, reading, aggregation, across);
    }

    private static List<LabelMatcher> matchers(List<String> texts, List<FieldError> errors) {
        List<LabelMatcher> matchers = new ArrayList<>();
        if (texts.size() > MOST_MATCHERS) {
            errors.add(new FieldError("match", "must be given at most " + MOST_MATCHERS + " times"));
            return matchers;
        }
        for (int index = 0; index < texts.size(); index++) {
            try {
                matchers.add(MatcherReader.read(texts.get(index)));
            } catch (IllegalArgumentException wrong) {
                errors.add(new FieldError("match[" + index + "]", String.valueOf(wrong.getMessage())));
            }
        }
        return matchers;
    }

    private static boolean isOfRange(String field) {
        return field.equals("from") || field.equals("to") || field.equals("step");
    }

    private static Instant time(String field, @Nullable String text, Instant otherwise, List<FieldError> errors) {
        Instant time = TimeFields.read(field, text, errors);
        return (time == null ? otherwise : time).truncatedTo(ChronoUnit.MICROS);
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

    private static Aggregation aggregation(Asked asked, List<FieldError> errors) {
        if (asked.aggregation() == null) {
            return Aggregation.MEAN;
        }
        if (asked.stepOrShortest() == null) {
            errors.add(new FieldError("aggregation", "needs a step"));
        }
        Optional<Aggregation> aggregation = Aggregation.read(asked.aggregation());
        if (aggregation.isEmpty()) {
            errors.add(new FieldError("aggregation", "must be " + Aggregation.NAMES));
        }
        return aggregation.orElse(Aggregation.MEAN);
    }

    private static @Nullable Aggregation across(Asked asked, List<FieldError> errors) {
        if (asked.across() == null) {
            return null;
        }
        if (asked.stepOrShortest() == null) {
            errors.add(new FieldError("across", "needs a step"));
        }
        Optional<Aggregation> across = Aggregation.read(asked.across()).filter(Aggregation::isOverSeries);
        if (across.isEmpty()) {
            errors.add(new FieldError("across", "must be mean, min, max, sum, count or a percentile such as p95"));
        }
        return across.orElse(null);
    }

    private static @Nullable Reading reading(
            Asked asked,
            Instant from,
            Instant to,
            @Nullable Duration step,
            Aggregation aggregation,
            Instant now,
            Kept kept,
            List<FieldError> errors) {
        boolean hasRaw = !kept.raw().isZero() && !from.isBefore(now.minus(kept.raw()));
        if (step == null) {
            if (asked.stepOrShortest() == null && !hasRaw) {
                errors.add(new FieldError(
                        "from",
                        "must be at most " + kept.raw().toHours() + " h ago for raw samples; older ones need a step"));
            }
            return null;
        }
        if (aggregation.kind() == Aggregation.Kind.PERCENTILE) {
            return readingOfSamples(asked, from, to, step, now, kept, errors);
        }
        Optional<Reading> reading = Reading.choose(from, to, step, now, kept);
        if (reading.isEmpty()) {
            errors.add(new FieldError("from", "must be at most " + kept.hours().toHours() + " h ago"));
        }
        return reading.orElse(null);
    }

    /** Percentiles are made of samples: of servers as they came, of series of accounts as they are in minutes. */
    private static @Nullable Reading readingOfSamples(
            Asked asked, Instant from, Instant to, Duration step, Instant now, Kept kept, List<FieldError> errors) {
        boolean ofServers = asked.match().isEmpty();
        Optional<Reading> reading = ofServers
                ? Optional.of(new Reading(Source.RAW, from, to, step))
                : Reading.choose(from, to, step, now, kept.withoutHours());
        Duration longest = ofServers ? kept.raw() : kept.minutes();
        if (reading.isEmpty() || from.isBefore(now.minus(longest))) {
            errors.add(new FieldError(
                    "aggregation",
                    "must be no percentile where from is more than " + longest.toHours()
                            + " h ago: samples are not kept for longer"));
            return null;
        }
        return reading.get();
    }
}
