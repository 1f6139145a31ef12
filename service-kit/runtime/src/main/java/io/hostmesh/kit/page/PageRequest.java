package io.hostmesh.kit.page;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which page of a list is asked for. Use as {@code @BeanParam @Valid}, or with {@link #errors} beside other parameters. */
public class PageRequest {

    private static final int MAXIMUM_LIMIT = 200;
    private static final String LIMITS = "must be a whole number from 1 to " + MAXIMUM_LIMIT;
    private static final String CURSORS = "must be the nextCursor of another page";
    private static final FieldError NOT_A_CURSOR = new FieldError("cursor", CURSORS);
    /** What lists are ordered by: ids and positions. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** At most how many items. */
    @QueryParam("limit")
    @DefaultValue("50")
    @Min(value = 1, message = LIMITS)
    @Max(value = MAXIMUM_LIMIT, message = LIMITS)
    public int limit;

    /** Where the page begins: the {@code nextCursor} of the one before, or null for the first. */
    @QueryParam("cursor")
    @Cursor
    public @Nullable String cursor;

    /** One that {@link #cursorAfter} made, or none. */
    @Constraint(validatedBy = CursorCheck.class)
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Cursor {
        String message() default CURSORS;

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    /** Reads a cursor. */
    public static final class CursorCheck implements ConstraintValidator<Cursor, String> {

        @Override
        public boolean isValid(@Nullable String cursor, ConstraintValidatorContext context) {
            return isCursor(cursor);
        }
    }

    public PageRequest() {}

    public PageRequest(int limit, @Nullable String cursor) {
        this.limit = limit;
        this.cursor = cursor;
    }

    public int limit() {
        return Math.max(1, Math.min(limit, MAXIMUM_LIMIT));
    }

    /** How many rows to select: one more than the limit, which tells whether there is a next page. */
    public int queryLimit() {
        return limit() + 1;
    }

    /** Adds what is wrong with it, so that it is named together with what is wrong with other parameters. */
    public void errors(List<FieldError> errors) {
        if (limit != limit()) {
            errors.add(new FieldError("limit", LIMITS));
        }
        if (!isCursor(cursor)) {
            errors.add(NOT_A_CURSOR);
        }
    }

    /** The id after which the page begins, or null for the first page. */
    public @Nullable String after() {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        String id = decoded(cursor);
        if (id == null) {
            throw Problems.invalid(List.of(NOT_A_CURSOR));
        }
        return id;
    }

    private static boolean isCursor(@Nullable String cursor) {
        return cursor == null || cursor.isEmpty() || decoded(cursor) != null;
    }

    private static @Nullable String decoded(String cursor) {
        try {
            String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return ID.matcher(id).matches() ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The cursor of a page that begins after that id. */
    public static String cursorAfter(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }
}
