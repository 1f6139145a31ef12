package io.hostmesh.monitoring.silence;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.problem.TimeFields;
import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.MatcherReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What callers ask of silences. */
final class SilenceRequests {

    private static final int MOST_MATCHERS = 20;
    private static final int LONGEST_COMMENT = 1_000;

    private SilenceRequests() {}

    /**
     * A silence that is asked for, or in a change what is to be other than it is.
     *
     * @param matchers such as {@code server="srv_1"} or {@code kind=~"over.*"}; all of them must match
     * @param startsAt from when on; absent for now
     * @param endsAt until when
     * @param comment why
     */
    record SilenceBody(
            @Nullable List<@Nullable String> matchers,
            @Nullable String startsAt,
            @Nullable String endsAt,
            @Nullable String comment) {}

    /** {@code POST /v1/silences}: a silence of which nothing that it needs is left out. */
    record NewSilence(SilenceBody body) implements ChecksItself {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        NewSilence {}

        /** All but how long it is. */
        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            matchers(body.matchers(), errors);
            TimeFields.read("startsAt", body.startsAt(), errors);
            end(body.endsAt(), errors);
            comment(body.comment(), errors);
            return errors;
        }
    }

    /** A silence that can be as asked for. */
    record Wanted(List<LabelMatcher> matchers, Instant startsAt, Instant endsAt, String comment) {}

    /** Reads a request for a new silence; a problem that names all that is wrong. */
    static Wanted create(SilenceBody body, Instant now, Duration longest) {
        List<FieldError> errors = new ArrayList<>();
        List<LabelMatcher> matchers = matchers(body.matchers(), errors);
        Instant start = Objects.requireNonNullElse(TimeFields.read("startsAt", body.startsAt(), errors), now);
        start = start.isBefore(now) ? now : start;
        Instant end = end(body.endsAt(), errors);
        String comment = comment(body.comment(), errors);
        if (end != null) {
            checkTimes(start, end, now, longest, errors);
        }
        if (!errors.isEmpty() || end == null || comment == null) {
            throw Problems.invalid(errors);
        }
        return new Wanted(matchers, start, end, comment);
    }

    /** Reads a change; what is absent stays. A start that is past cannot be moved, and an end only to what is to come. */
    static Wanted change(SilenceBody body, Wanted before, Instant now, Duration longest) {
        List<FieldError> errors = new ArrayList<>();
        List<LabelMatcher> matchers = body.matchers() == null ? before.matchers() : matchers(body.matchers(), errors);
        Instant start =
                Objects.requireNonNullElse(TimeFields.read("startsAt", body.startsAt(), errors), before.startsAt());
        if (!start.equals(before.startsAt()) && !before.startsAt().isAfter(now)) {
            errors.add(new FieldError("startsAt", "cannot change any more: the silence has begun"));
        }
        Instant end = Objects.requireNonNullElse(TimeFields.read("endsAt", body.endsAt(), errors), before.endsAt());
        String comment = body.comment() == null ? before.comment() : comment(body.comment(), errors);
        checkTimes(start, end, now, longest, errors);
        if (!errors.isEmpty() || comment == null) {
            throw Problems.invalid(errors);
        }
        return new Wanted(matchers, start, end, comment);
    }

    private static @Nullable Instant end(@Nullable String text, List<FieldError> errors) {
        if (text == null) {
            errors.add(new FieldError("endsAt", "is required"));
        }
        return TimeFields.read("endsAt", text, errors);
    }

    private static void checkTimes(Instant start, Instant end, Instant now, Duration longest, List<FieldError> errors) {
        if (!end.isAfter(start) || !end.isAfter(now)) {
            errors.add(new FieldError("endsAt", "must be after startsAt and after now, " + now));
        } else if (Duration.between(start, end).compareTo(longest) > 0) {
            errors.add(new FieldError("endsAt", "must be at most " + longest.toHours() + " h after startsAt"));
        }
    }

    private static List<LabelMatcher> matchers(@Nullable List<@Nullable String> texts, List<FieldError> errors) {
        if (texts == null || texts.isEmpty() || texts.size() > MOST_MATCHERS) {
            errors.add(new FieldError("matchers", "must be from 1 to " + MOST_MATCHERS + " matchers"));
            return List.of();
        }
        List<LabelMatcher> matchers = new ArrayList<>();
        for (int index = 0; index < texts.size(); index++) {
            try {
                matchers.add(MatcherReader.read(Objects.requireNonNullElse(texts.get(index), "")));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError("matchers[" + index + "]", String.valueOf(e.getMessage())));
            }
        }
        if (matchers.size() == texts.size() && LabelMatcher.all(matchers, Labels.none())) {
            errors.add(new FieldError("matchers", "must not match what has no labels: that would silence everything"));
        }
        return matchers;
    }

    private static @Nullable String comment(@Nullable String text, List<FieldError> errors) {
        if (text == null || text.isBlank() || text.length() > LONGEST_COMMENT) {
            errors.add(new FieldError("comment", "must say why, in 1 to " + LONGEST_COMMENT + " characters"));
            return null;
        }
        return text;
    }
}
