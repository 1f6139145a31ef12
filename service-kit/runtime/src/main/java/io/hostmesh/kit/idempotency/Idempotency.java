package io.hostmesh.kit.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Requests with the header {@code Idempotency-Key} have their effect once. */
@ApplicationScoped
public class Idempotency {

    /** On a reply that was recorded before. */
    public static final String REPLAYED = "Idempotency-Replayed";

    private static final int LONGEST_KEY = 255;

    private final ObjectMapper json;
    private final Clock clock;

    Idempotency(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /**
     * Has the effect, or repeats the reply of the time it was had. A 422 problem for the key of another request. While the
     * same request is under way elsewhere, it waits for that one's end.
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
        if (key == null) {
            return effect.get().map(reply -> response(reply.status(), reply.location(), write(reply.body())));
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Problems.invalid(List.of(
                    new FieldError("Idempotency-Key", "must have between 1 and " + LONGEST_KEY + " characters")));
        }
        RecordedRequest.Key id = new RecordedRequest.Key(ownerOf(caller), key);
        return insert(session, id, requestFingerprint)
                .chain(first -> first
                        ? record(session, id, effect)
                        : session.find(RecordedRequest.class, id)
                                .map(recorded -> replay(recorded, requestFingerprint)));
    }

    /** A fingerprint of a request: what it does, to what, with which body. The names in an object have no order. */
    public String fingerprint(String method, String path, @Nullable Object body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((method + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of()
                    .formatHex(digest.digest(json.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                            .writeValueAsBytes(body)));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException("expected a body that can be written as JSON", e);
        }
    }

    private Uni<Boolean> insert(Mutiny.Session session, RecordedRequest.Key id, String fingerprint) {
        return session.createNativeQuery("insert into idempotency (owner, idempotency_key, fingerprint, created_at)"
                        + " values (:owner, :key, :fingerprint, :now) on conflict do nothing")
                .setParameter("owner", id.owner())
                .setParameter("key", id.key())
                .setParameter("fingerprint", fingerprint)
                .setParameter("now", clock.instant())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    private Uni<Response> record(Mutiny.Session session, RecordedRequest.Key id, Supplier<Uni<Reply>> effect) {
        return effect.get().chain(reply -> {
            String body = write(reply.body());
            return session.createNativeQuery(
                            "update idempotency set status = :status, location = :location, body = :body"
                                    + " where owner = :owner and idempotency_key = :key")
                    .setParameter("status", reply.status())
                    .setParameter("location", reply.location())
                    .setParameter("body", body)
                    .setParameter("owner", id.owner())
                    .setParameter("key", id.key())
                    .executeUpdate()
                    .replaceWith(() -> response(reply.status(), reply.location(), body));
        });
    }

    private static Response replay(RecordedRequest recorded, String fingerprint) {
        if (!recorded.fingerprint.equals(fingerprint) || recorded.status == null || recorded.body == null) {
            throw Problems.refusal(
                    CommonProblem.IDEMPOTENCY_KEY_REUSED,
                    "The Idempotency-Key was used for another request; send a new key for a new request.");
        }
        return Response.fromResponse(response(recorded.status, recorded.location, recorded.body))
                .header(REPLAYED, "true")
                .build();
    }

    private static Response response(int status, @Nullable String location, String body) {
        Response.ResponseBuilder response =
                Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
        if (location != null) {
            response.header(HttpHeaders.LOCATION, location);
        }
        return response.build();
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a body that can be written as JSON, got " + body, e);
        }
    }

    private static String ownerOf(Caller caller) {
        return caller.accountId() == null ? "operator" : caller.accountId();
    }
}
