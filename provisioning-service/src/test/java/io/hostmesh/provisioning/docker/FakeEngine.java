package io.hostmesh.provisioning.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An engine that says what it is told to, for what a real one seldom says. What it was not told about is not there. */
final class FakeEngine implements AutoCloseable {

    private static final String TAG = "test";

    /** Requests as they came, with the version and without what is asked. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    FakeEngine() throws IOException {
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        speaks("1.41");
    }

    /** Nobody who asks that is answered, until it is said. */
    void hangsAt(String request) {
        hanging.put(request, new CountDownLatch(1));
    }

    private record Answer(int status, String body) {}

    /** @param request without a version, as in {@code GET /containers/json} */
    void says(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        CountDownLatch hung = hanging.remove(request);
        if (hung != null) {
            hung.countDown();
        }
    }

    void speaks(String newest) {
        says("GET /version", 200, "{\"ApiVersion\":\"" + newest + "\",\"MinAPIVersion\":\"1.12\"}");
    }

    /** There is a container {@code abc} of that server. */
    void has(String serverId, String tag, String state) {
        has(serverId, tag, state, Engine.name(serverId));
    }

    void has(String serverId, String tag, String state, String name) {
        String labels = "{\"" + Engine.SERVER + "\":\"" + serverId + "\",\"" + Engine.PLACE + "\":\"" + tag + "\"}";
        says(
                "GET /containers/" + Engine.name(serverId) + "/json",
                200,
                "{\"Id\":\"abc\",\"Name\":\"/x\",\"Created\":\"2026-03-01T12:00:00Z\",\"Config\":{\"Labels\":" + labels
                        + "},\"State\":{" + state + "},\"NetworkSettings\":{\"Ports\":{}}}");
        says(
                "GET /containers/json",
                200,
                "[{\"Id\":\"abc\",\"Names\":[\"/" + name + "\"],\"Created\":1772366400,\"Labels\":" + labels
                        + ",\"Ports\":null,"
                        + state.substring(0, state.indexOf(',')).replace("Status", "State") + "}]");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        asked.add(request);
        String what = request.replaceFirst(" /v[0-9.]+/", " /");
        awaitIfItHangs(what);
        Answer answer = answers.getOrDefault(what, new Answer(404, "{\"message\":\"no such thing\"}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void awaitIfItHangs(String request) {
        CountDownLatch hung = hanging.get(request);
        try {
            if (hung != null) {
                hung.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    DockerPlace place() {
        return place(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    DockerPlace place(Duration grace, Duration call) {
        return new DockerPlace(
                URI.create("tcp://127.0.0.1:" + server.getAddress().getPort()),
                null,
                TAG,
                Map.of("workload-1", "workload:1"),
                "bridge",
                new DockerPlace.Listens(8080, "127.0.0.1", null),
                grace,
                new DockerPlace.Limits(call, 8, Duration.ofSeconds(2), 20, 100));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
