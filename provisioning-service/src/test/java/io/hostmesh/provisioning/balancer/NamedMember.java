package io.hostmesh.provisioning.balancer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A member that answers every {@code ?} with its name, which is one letter. */
public final class NamedMember implements AutoCloseable {

    private final String id;
    private final ServerSocket socket;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Thread accepting;

    public NamedMember(String id) {
        try {
            this.id = id;
            this.socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.accepting = begin("member-" + id, this::accept);
    }

    private static Thread begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                begin("connection-" + id, () -> answer(connection));
            }
        } catch (IOException ended) {
            // It was closed by the test.
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '?') {
                    connection.getOutputStream().write(id.charAt(0));
                }
            }
        } catch (IOException ended) {
            // It was closed or reset by the test.
        }
    }

    public String id() {
        return id;
    }

    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Ends as a killed process does: a call that is accepting would take one more connection before it noticed. */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
