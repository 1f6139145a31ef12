package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times in requests: those that can be calculated with and stored, from 1970 to 9999. */
public final class TimeFields {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final String OUT_OF_RANGE = "must be from 1970 to 9999";

    private TimeFields() {}

    /** The time in a parameter; null where it is absent or wrong, the latter with an error added. */
    public static @Nullable Instant read(String field, @Nullable String text, List<FieldError> errors) {
        if (text == null) {
            return null;
        }
        try {
            Instant time = Instant.parse(text);
            if (isInRange(time)) {
                return time;
            }
            errors.add(new FieldError(field, OUT_OF_RANGE));
        } catch (DateTimeParseException e) {
            errors.add(new FieldError(field, "must be a time such as 2026-11-22T00:00:00Z"));
        }
        return null;
    }

    /** A 400 problem for a time out of range. */
    public static void requireInRange(String field, @Nullable Instant time) {
        if (time != null && !isInRange(time)) {
            throw Problems.invalid(List.of(new FieldError(field, OUT_OF_RANGE)));
        }
    }

    /** Adds an error for a time out of range. */
    public static void check(String field, @Nullable Instant time, List<FieldError> errors) {
        if (time != null && !isInRange(time)) {
            errors.add(new FieldError(field, OUT_OF_RANGE));
        }
    }

    private static boolean isInRange(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }
}
