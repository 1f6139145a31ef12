package io.hostmesh.kit.idempotency;

import io.hostmesh.kit.identity.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Requests with the header {@code Idempotency-Key} have their effect once. */
@ApplicationScoped
public class Idempotency {

    /**
     * Has the effect, or repeats the reply of the time it was had. A 422 problem for the key of another request.
     *
     * @param session the session of the effect's own transaction, so that the effect and its reply are kept together
     * @param key the header's value; null has the effect each time
     * @param requestFingerprint the same text for the same request: see {@link #fingerprint}
     */
    public Uni<Response> once(
            Mutiny.Session session,
            Caller caller,
            @Nullable String key,
            String requestFingerprint,
            Supplier<Uni<Reply>> effect) {
        throw new UnsupportedOperationException();
    }

    /** A fingerprint of a request: what it does, to what, with which body. */
    public String fingerprint(String method, String path, @Nullable Object body) {
        throw new UnsupportedOperationException();
    }
}
