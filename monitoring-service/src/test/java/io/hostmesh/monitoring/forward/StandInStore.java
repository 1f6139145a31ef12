package io.hostmesh.monitoring.forward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes remote write and answers as it is told, and 204 after that. */
final class StandInStore implements AutoCloseable {

    private record Reply(int status, @Nullable String retryAfter) {}

    private final HttpServer server;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private Runnable withTheLast = () -> {};

    StandInStore() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/write", this::take);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/write");
    }

    synchronized StandInStore answer(int status, @Nullable String retryAfter) {
        replies.add(new Reply(status, retryAfter));
        return this;
    }

    /** Done with the last answer as told, before it is sent. */
    synchronized void withTheLast(Runnable next) {
        withTheLast = next;
    }

    synchronized List<byte[]> bodies() {
        return List.copyOf(bodies);
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private synchronized void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean right = "snappy".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    && "application/x-protobuf"
                            .equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                    && "0.1.0".equals(exchange.getRequestHeaders().getFirst("X-Prometheus-Remote-Write-Version"));
            bodies.add(body);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            Reply reply = replies.isEmpty() ? new Reply(204, null) : replies.remove();
            if (reply.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
            }
            if (replies.isEmpty()) {
                withTheLast.run();
            }
            exchange.sendResponseHeaders(right ? reply.status() : 415, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
