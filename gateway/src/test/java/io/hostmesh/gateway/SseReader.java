package io.hostmesh.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows a stream of events until it is closed. */
final class SseReader implements AutoCloseable {

    private final HttpResponse<java.io.InputStream> response;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final List<String> data = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private SseReader(HttpResponse<java.io.InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "sse-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static SseReader open(HttpClient client, HttpRequest.Builder request) {
        try {
            HttpRequest stream =
                    request.header("Accept", "text/event-stream").GET().build();
            return new SseReader(client.send(stream, BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int status() {
        return response.statusCode();
    }

    List<String> ids() {
        return ids;
    }

    List<String> data() {
        return data;
    }

    List<String> comments() {
        return comments;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                take(line);
            }
        } catch (IOException e) {
            // The test closed the stream.
        } finally {
            ended = true;
        }
    }

    private void take(String line) {
        if (line.startsWith("id:")) {
            ids.add(line.substring(3).strip());
        } else if (line.startsWith("data:")) {
            data.add(line.substring(5).strip());
        } else if (line.startsWith(":")) {
            comments.add(line);
        }
    }
}
