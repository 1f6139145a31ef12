package io.hostmesh.kit.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 problem details.
 *
 * @param type a stable URI for this kind of problem
 * @param title the kind in words, the same for each occurrence
 * @param status the HTTP status
 * @param detail this occurrence in words: what was expected, what came, what to do
 * @param errors each field that was wrong; null where it is not about fields
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable List<FieldError> errors) {

    /** Where the documentation of the types is. */
    public static final String TYPE_BASE = "https://hostmesh.io/problems/";

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A field of a request that was wrong; {@code field} is a path such as {@code targetTracking.target}. */
    public record FieldError(String field, String message) {}

    /** A problem of the type with that last part, which is also its title with spaces. */
    public static Problem of(String type, int status, String detail) {
        return new Problem(TYPE_BASE + type, titleOf(type), status, detail, null);
    }

    /** The same problem, about those fields. */
    public Problem withErrors(List<FieldError> fieldErrors) {
        return new Problem(type, title, status, detail, List.copyOf(fieldErrors));
    }

    private static String titleOf(String type) {
        return Character.toUpperCase(type.charAt(0)) + type.substring(1).replace('-', ' ');
    }
}
