package io.hostmesh.kit.page;

import io.hostmesh.kit.problem.Problems;
import org.jspecify.annotations.Nullable;

/** Versions of representations: the headers {@code ETag} and {@code If-Match}. */
public final class EntityTags {

    private EntityTags() {}

    /** The value of {@code ETag} for that version, quotes included. */
    public static String etag(long version) {
        return "\"" + version + "\"";
    }

    /** A 412 problem unless the header {@code If-Match} is absent, {@code *} or names that version. */
    public static void requireMatch(@Nullable String ifMatch, long version) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
            return;
        }
        for (String tag : ifMatch.split(",", -1)) {
            if (tag.strip().equals(etag(version))) {
                return;
            }
        }
        throw Problems.preconditionFailed(
                "Expected version " + ifMatch + ", but it is " + etag(version) + " now; read it again and repeat.");
    }
}
