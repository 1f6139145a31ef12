package io.hostmesh.workload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /work?ms=5}: uses that much CPU time, then answers. What it computes is of no use to anyone. When more wait than
 * there is room for, the answer is 503 at once: refused by its queue, a request would be cut off without a word.
 */
final class WorkHandler implements HttpHandler {

    static final int MOST_MILLIS = 1_000;
    private static final int DEFAULT_MILLIS = 5;
    private static final Pattern MILLIS = Pattern.compile("(?:^|&)ms=([0-9]{1,5})(?:&|$)");

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final AtomicLong requests;
    private final Executor workers;

    /**
     * @param workers does the work; may refuse
     */
    WorkHandler(AtomicLong requests, Executor workers) {
        this.requests = requests;
        this.workers = workers;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        OptionalInt millis = millis(exchange.getRequestURI().getRawQuery());
        if (millis.isEmpty()) {
            Workload.answer(exchange, 400, "{\"error\":\"expected ms=0.." + MOST_MILLIS + "\"}");
            return;
        }
        try {
            workers.execute(() -> work(exchange, millis.getAsInt()));
        } catch (RejectedExecutionException full) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            Workload.answer(exchange, 503, "{\"error\":\"too many requests wait\"}");
        }
    }

    private void work(HttpExchange exchange, int millis) {
        try (exchange) {
            long result = burn(millis);
            Workload.answer(exchange, 200, "{\"cpuMillis\":" + millis + ",\"result\":" + result + "}");
        } catch (IOException gone) {
            // The client did not wait for the answer.
        }
    }

    /** Runs until this thread's CPU clock has advanced by that much: waiting for a core does not count. */
    long burn(int millis) {
        long end = threads.getCurrentThreadCpuTime() + millis * 1_000_000L;
        long value = 88172645463325252L;
        while (threads.getCurrentThreadCpuTime() < end) {
            for (int round = 0; round < 2_000; round++) {
                value ^= value << 13;
                value ^= value >>> 7;
                value ^= value << 17;
            }
        }
        return value & 0xffff;
    }

    static OptionalInt millis(@org.jspecify.annotations.Nullable String query) {
        if (query == null || query.getBytes(StandardCharsets.UTF_8).length == 0) {
            return OptionalInt.of(DEFAULT_MILLIS);
        }
        Matcher matcher = MILLIS.matcher(query);
        if (!matcher.find()) {
            return OptionalInt.empty();
        }
        int millis = Integer.parseInt(matcher.group(1));
        return millis <= MOST_MILLIS ? OptionalInt.of(millis) : OptionalInt.empty();
    }
}
