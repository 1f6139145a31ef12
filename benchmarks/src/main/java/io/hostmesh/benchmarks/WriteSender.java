package io.hostmesh.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends bodies of remote write over a few kept connections, on each the next one as soon as the one before is answered. It does
 * next to nothing else, so that the machine is left to the server that is measured.
 */
final class WriteSender implements AutoCloseable {

    private static final int UNAVAILABLE = 503;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ExecutorService threads;
    private final Connection[] connections;
    private final AtomicInteger refusals = new AtomicInteger();

    WriteSender(int port, String path, String headers, int connections) {
        this.threads = Executors.newFixedThreadPool(connections);
        this.connections = new Connection[connections];
        for (int number = 0; number < connections; number++) {
            this.connections[number] = new Connection(port, path, headers);
        }
    }

    /** How often the server asked for a pause. */
    int refusals() {
        return refusals.get();
    }

    /** Sends all of them and waits for the answers; one that is refused for now is sent again. */
    void send(List<byte[]> bodies) {
        send(bodies, System.nanoTime(), 0);
    }

    /**
     * The same, the first body no sooner than at that time, and each so much later than the one before. A body goes over the
     * connection of its place in the list, so that of rounds that are a multiple of the connections long, each connection gets
     * the same series, in order.
     */
    void send(List<byte[]> bodies, long due, long nanosBetween) {
        List<Future<?>> ends = new ArrayList<>();
        for (int number = 0; number < connections.length; number++) {
            int first = number;
            ends.add(threads.submit(() -> {
                for (int index = first; index < bodies.size(); index += connections.length) {
                    if (nanosBetween > 0) {
                        LockSupport.parkNanos(due + index * nanosBetween - System.nanoTime());
                    }
                    sendOne(connections[first], bodies.get(index));
                }
            }));
        }
        for (Future<?> end : ends) {
            try {
                end.get();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while sending", interrupted);
            } catch (ExecutionException failed) {
                throw new IllegalStateException("sending failed: " + failed.getCause(), failed);
            }
        }
    }

    private void sendOne(Connection connection, byte[] body) {
        while (true) {
            int status = connection.post(body);
            if (status == 204 || status == 200) {
                return;
            }
            if (status != UNAVAILABLE) {
                throw new IllegalStateException("expected 204, got " + status);
            }
            refusals.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /** One kept connection. */
    private static final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final String head;

        Connection(int port, String path, String headers) {
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream());
                out = socket.getOutputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers
                    + "Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n"
                    + "X-Prometheus-Remote-Write-Version: 0.1.0\r\nContent-Length: ";
        }

        int post(byte[] body) {
            try {
                byte[] begin = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
                byte[] request = new byte[begin.length + body.length];
                System.arraycopy(begin, 0, request, 0, begin.length);
                System.arraycopy(body, 0, request, begin.length, body.length);
                out.write(request);
                return readAnswer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private int readAnswer() throws IOException {
            int status = Integer.parseInt(readLine().split(" ", 3)[1]);
            long length = 0;
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(
                            lower.substring("content-length:".length()).strip());
                }
            }
            in.skipNBytes(length);
            return status;
        }

        private String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("expected an answer, got the end of the connection");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException ended) {
                // It is closed either way.
            }
        }
    }
}
