package io.hostmesh.gateway.proxy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The correlation id of a call, in the header {@code X-Request-Id} of the request and of every answer. */
final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private RequestId() {}

    /** Whether a client's own id is taken over. */
    static boolean isWellFormed(@Nullable String id) {
        return id != null && WELL_FORMED.matcher(id).matches();
    }
}
