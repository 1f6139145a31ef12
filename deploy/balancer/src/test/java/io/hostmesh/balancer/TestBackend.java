package io.hostmesh.balancer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A member that does with each connection what it is told to. */
final class TestBackend implements AutoCloseable {

    interface Conversation {
        void hold(Socket connection) throws IOException;
    }

    final String id;
    final AtomicInteger accepted = new AtomicInteger();
    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "member");
        thread.setDaemon(true);
        return thread;
    });

    TestBackend(String id, Conversation conversation) {
        try {
            this.id = id;
            this.socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(() -> accept(conversation));
    }

    /** Answers every byte with the first letter of its name, and ends when the client does. */
    static TestBackend naming(String id) {
        return new TestBackend(id, connection -> {
            InputStream in = connection.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                connection.getOutputStream().write(id.charAt(0));
            }
        });
    }

    private void accept(Conversation conversation) {
        try {
            while (true) {
                Socket connection = socket.accept();
                accepted.incrementAndGet();
                open.add(connection);
                threads.execute(() -> {
                    try (connection) {
                        conversation.hold(connection);
                    } catch (IOException ended) {
                        // It was closed or reset by the test.
                    } finally {
                        open.remove(connection);
                    }
                });
            }
        } catch (IOException ended) {
            // It was closed by the test.
        }
    }

    BackendSpec spec(boolean draining) {
        String address = "127.0.0.1:" + socket.getLocalPort();
        return new BackendSpec(id, address, (InetSocketAddress) socket.getLocalSocketAddress(), draining);
    }

    int open() {
        return open.size();
    }

    /** Ends as a killed process does: its connections are reset, and new ones refused. */
    void die() throws IOException {
        socket.close();
        for (Socket connection : open) {
            try {
                connection.setSoLinger(true, 0);
            } catch (SocketException closedInTheMeantime) {
                continue;
            }
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        die();
        threads.shutdownNow();
    }
}
