package io.hostmesh.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the services: it tells each caller what reached it, or gives a body back as it came. Billing is away.
 */
public class StubServices implements QuarkusTestResourceLifecycleManager {

    /** Nobody listens there. */
    private static final String NOWHERE = "http://127.0.0.1:1";

    private static final Set<String> BREAKS = ConcurrentHashMap.newKeySet();

    private @Nullable Vertx vertx;

    @Override
    public Map<String, String> start() {
        Vertx started = Vertx.vertx();
        vertx = started;
        HttpServer server = started.createHttpServer().requestHandler(StubServices::handle);
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        String here = "http://127.0.0.1:" + port;
        Map<String, String> settings = new HashMap<>();
        settings.put("HOSTMESH_PROVISIONING_URL", here);
        settings.put("HOSTMESH_MONITORING_URL", here);
        settings.put("HOSTMESH_TICKET_URL", here);
        settings.put("HOSTMESH_BILLING_URL", NOWHERE);
        settings.put("HOSTMESH_ADMIN_KEY_HASH", Api.ADMIN_KEY_HASH);
        settings.put("hostmesh.gateway.proxy.silence-timeout", "2s");
        settings.put("hostmesh.gateway.events.heartbeat", "1s");
        return settings;
    }

    @Override
    public void stop() {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void handle(HttpServerRequest request) {
        if (request.path().equals("/q/openapi")) {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end("{\"openapi\":\"3.1.0\",\"paths\":{\"/v1/servers\":{\"get\":{}}},\"components\":{\"schemas\":{"
                            + "\"Server\":{\"type\":\"object\"}}}}");
            return;
        }
        if (request.path().equals("/v1/servers/mirror")) {
            request.response().setChunked(true);
            request.pipeTo(request.response());
            return;
        }
        if (request.path().equals("/v1/servers/silent")) {
            return;
        }
        if (request.path().equals("/v1/servers/breaks-once") && BREAKS.add(request.getHeader("X-Request-Id"))) {
            request.connection().close();
            return;
        }
        request.body().onSuccess(body -> tell(request, body));
    }

    private static void tell(HttpServerRequest request, Buffer body) {
        Map<String, Object> headers = new TreeMap<>();
        request.headers()
                .forEach(header -> headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
        JsonObject told = new JsonObject()
                .put("method", request.method().name())
                .put("uri", request.uri())
                .put("headers", new JsonObject(headers))
                .put("body", body.getBytes());
        String answer = request.getParam("answer");
        if (answer != null) {
            request.response().putHeader("Retry-After", "7");
        }
        request.response()
                .setStatusCode(answer == null ? 200 : Integer.parseInt(answer))
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Request-Id", "the-service-says-its-own")
                .putHeader("ETag", "\"7\"")
                .end(told.toBuffer());
    }
}
