package io.hostmesh.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows the API's event stream, and takes it up again where it broke off. */
public final class EventFollower implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;
    private final String key;
    private final Consumer<JsonNode> listener;
    private final Thread thread;
    private volatile boolean closed;
    private String lastId = "0";

    /** The listener is called with every event that the key's owner may see, from the first that is kept on. */
    public EventFollower(URI gateway, String key, Consumer<JsonNode> listener) {
        this.gateway = gateway;
        this.key = key;
        this.listener = listener;
        this.thread = new Thread(this::follow, "events");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void follow() {
        while (!closed) {
            try {
                HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/v1/events"))
                        .header("Authorization", "Bearer " + key)
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", lastId)
                        .build();
                HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
                try (Stream<String> lines = answer.body()) {
                    read(lines.iterator());
                }
            } catch (IOException | java.io.UncheckedIOException brokenOff) {
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void read(Iterator<String> lines) throws JsonProcessingException {
        String id = lastId;
        while (!closed && lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
            } else if (line.startsWith("data:")) {
                listener.accept(JSON.readTree(line.substring("data:".length())));
                lastId = id;
            }
        }
    }
}
