package io.hostmesh.kit.correlation;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The correlation id of the running request, from or for the header {@code X-Request-Id}. */
@RequestScoped
public class Correlation {

    private @Nullable String id;
    private @Nullable String traceparent;

    public String id() {
        if (id == null) {
            throw new IllegalStateException("expected the correlation filter to have run before");
        }
        return id;
    }

    /** The W3C trace context of the request, or null where it carried none. */
    public @Nullable String traceparent() {
        return traceparent;
    }

    void begin(String correlationId, @Nullable String requestTraceparent) {
        this.id = correlationId;
        this.traceparent = requestTraceparent;
    }

    boolean begun() {
        return id != null;
    }
}
