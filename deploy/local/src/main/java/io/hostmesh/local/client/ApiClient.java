package io.hostmesh.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The public API with one key. Safe for use by several threads. */
public final class ApiClient {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI gateway;
    private final String key;

    public ApiClient(URI gateway, String key) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_WITHIN)
                        .build(),
                gateway,
                key);
    }

    private ApiClient(HttpClient http, URI gateway, String key) {
        this.http = http;
        this.gateway = gateway;
        this.key = key;
    }

    /** What came back. The body is a missing node where there was none. */
    public record Answer(int status, JsonNode body, HttpHeaders headers) {

        public boolean isSuccess() {
            return status / 100 == 2;
        }

        /** The body, or the problem as an exception. */
        public JsonNode orThrow(String what) {
            if (!isSuccess()) {
                throw new ApiException(status, what + " was answered with " + status + ": " + body);
            }
            return body;
        }
    }

    public String key() {
        return key;
    }

    /** The same API with another key. */
    public ApiClient withKey(String another) {
        return new ApiClient(http, gateway, another);
    }

    public JsonNode get(String path) {
        return call("GET", path, null).orThrow("GET " + path);
    }

    /** Every item of a list, page after page. */
    public List<JsonNode> list(String path) {
        List<JsonNode> items = new ArrayList<>();
        String query = path + (path.contains("?") ? "&" : "?") + "limit=200";
        JsonNode page = get(query);
        page.path("items").forEach(items::add);
        while (page.hasNonNull("nextCursor")) {
            page = get(query + "&cursor=" + page.path("nextCursor").asText());
            page.path("items").forEach(items::add);
        }
        return items;
    }

    public JsonNode post(String path, String json) {
        return call("POST", path, json).orThrow("POST " + path);
    }

    public JsonNode delete(String path) {
        return call("DELETE", path, null).orThrow("DELETE " + path);
    }

    /** One call; a problem is an answer like any other. Every POST carries an idempotency key of its own. */
    public Answer call(String method, String path, @Nullable String json) {
        return call(method, path, json, UUID.randomUUID().toString());
    }

    /**
     * One call with that idempotency key.
     *
     * @throws UncheckedIOException if no answer came: whether it took effect is not known
     */
    public Answer call(String method, String path, @Nullable String json, String idempotencyKey) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json");
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (method.equals("POST")) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        request.method(
                method, json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), parsed(answer.body()), answer.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + path, e);
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.getNodeFactory().textNode(body);
        }
    }
}
