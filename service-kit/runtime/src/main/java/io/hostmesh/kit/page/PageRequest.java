package io.hostmesh.kit.page;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.problem.Problems;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which page of a list is asked for. Use as {@code @BeanParam @Valid}. */
public class PageRequest {

    private static final int MAXIMUM_LIMIT = 200;
    /** What lists are ordered by: ids and positions. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** At most how many items. */
    @QueryParam("limit")
    @DefaultValue("50")
    @Min(1)
    @Max(MAXIMUM_LIMIT)
    public int limit;

    /** Where the page begins: the {@code nextCursor} of the one before, or null for the first. */
    @QueryParam("cursor")
    public @Nullable String cursor;

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

    /** The id after which the page begins, or null for the first page. */
    public @Nullable String after() {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (ID.matcher(id).matches()) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw notACursor();
        }
        throw notACursor();
    }

    private static ProblemException notACursor() {
        return Problems.invalid(List.of(new FieldError("cursor", "must be the nextCursor of another page")));
    }

    /** The cursor of a page that begins after that id. */
    public static String cursorAfter(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }
}
