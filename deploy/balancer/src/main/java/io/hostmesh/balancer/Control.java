package io.hostmesh.balancer;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the balancer is told: one request for each connection to a port of loopback, in lines of words, of which the first is the
 * token.
 *
 * <pre>{@code
 * <token>
 * apply <group> <host> <port> <backlog>      |  observe  |  remove <group>  |  end
 * backend <server> <host:port> ready         (any number of them, after apply)
 * .
 * }</pre>
 *
 * The answer is {@code ok}, or {@code error <kind> <text>}, then the state of the balancers that were asked for, and {@code .}
 */
final class Control implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final int PATIENCE_MILLIS = 3_000;
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private final EventLoop loop;
    private final byte[] token;
    private final ServerSocket socket;
    private final ThreadPoolExecutor threads;

    Control(EventLoop loop, String token) throws IOException {
        this.loop = loop;
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        this.socket = new ServerSocket(0, MOST_WAITING, InetAddress.getLoopbackAddress());
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "control");
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    int port() {
        return socket.getLocalPort();
    }

    /**
     * Serves as long as there is reason to.
     *
     * @param wanted is asked now and then
     */
    void serve(int lookEveryMillis, BooleanSupplier wanted) throws IOException {
        socket.setSoTimeout(lookEveryMillis);
        while (!socket.isClosed() && wanted.getAsBoolean()) {
            try {
                Socket connection = socket.accept();
                if (threads.getQueue().remainingCapacity() == 0) {
                    connection.close();
                } else {
                    threads.execute(() -> answer(connection));
                }
            } catch (SocketTimeoutException look) {
                // Nobody asked; is it still wanted?
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    Log.line("accepting no request for a moment: " + e.getMessage());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            connection.setSoTimeout(PATIENCE_MILLIS);
            Lines lines = new Lines(connection.getInputStream());
            byte[] given = lines.next().getBytes(StandardCharsets.US_ASCII);
            String answer = MessageDigest.isEqual(given, token)
                    ? answer(lines.untilPoint())
                    : "error token the first line must be the token\n.\n";
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Log.line("a request was not understood: " + e.getMessage());
        }
    }

    private String answer(List<String> request) {
        try {
            List<FrontendStatus> answer = carryOut(request);
            StringBuilder text = new StringBuilder("ok\n");
            answer.forEach(status -> append(text, status));
            return text.append(".\n").toString();
        } catch (IllegalArgumentException e) {
            return error("request", e);
        } catch (ExecutionException e) {
            return error(e.getCause() instanceof BindException ? "port-in-use" : "failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            return error("failed", e);
        }
    }

    private static String error(String kind, @Nullable Throwable cause) {
        String text = String.valueOf(cause == null ? null : cause.getMessage()).replace('\n', ' ');
        return "error " + kind + " " + text + "\n.\n";
    }

    private List<FrontendStatus> carryOut(List<String> request)
            throws ExecutionException, InterruptedException, TimeoutException {
        Request asked = Request.parse(request);
        List<FrontendStatus> answer = new ArrayList<>();
        if (asked instanceof Request.Apply apply) {
            answer.add(loop.call(() -> loop.apply(apply.spec())).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } else if (asked instanceof Request.Observe) {
            answer.addAll(loop.call(loop::observe).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } else if (asked instanceof Request.Remove remove) {
            answer.addAll(loop.call(() -> {
                        loop.remove(remove.groupId());
                        return loop.observe();
                    })
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } else {
            endIfEmpty();
        }
        return answer;
    }

    /** What was applied in the meantime is not ended with it. */
    private void endIfEmpty() throws ExecutionException, InterruptedException, TimeoutException {
        boolean empty = loop.call(() -> {
                    boolean nothingLeft = loop.observe().isEmpty();
                    if (nothingLeft) {
                        close();
                        loop.end();
                    }
                    return nothingLeft;
                })
                .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (!empty) {
            throw new IllegalArgumentException("there are groups that have an address here");
        }
    }

    private static void append(StringBuilder text, FrontendStatus status) {
        text.append("balancer ").append(status.groupId()).append(' ');
        text.append(status.host()).append(' ').append(status.port());
        text.append(status.full() ? " full\n" : " open\n");
        for (BackendStatus backend : status.backends()) {
            text.append("backend ").append(backend.id()).append(' ').append(backend.address());
            text.append(' ').append(backend.state()).append(' ').append(backend.connections());
            text.append('\n');
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            Log.line("closing the control port failed: " + e.getMessage());
        }
    }
}
