package io.hostmesh.kit.correlation;

import io.hostmesh.kit.id.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The correlation id of a request, in the header {@code X-Request-Id} of it and of its answer. */
@ApplicationScoped
public class RequestId {

    public static final String HEADER = "X-Request-Id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private final Ids ids;

    RequestId(Ids ids) {
        this.ids = ids;
    }

    /** The one that was sent if it is well-formed, and a new one otherwise. */
    public String of(@Nullable String sent) {
        return sent != null && isWellFormed(sent) ? sent : ids.next("req");
    }

    /** Whether a client's own id is taken over. */
    public static boolean isWellFormed(@Nullable String id) {
        return id != null && WELL_FORMED.matcher(id).matches();
    }
}
