package io.hostmesh.balancer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection and the one to the member that it was given. While no member has accepted, nothing of the client's is
 * read, so that another member can be tried. Only for the thread of the event loop.
 */
final class Relay implements Ready {

    private final EventLoop loop;
    private final Frontend frontend;
    private final SocketChannel client;
    private final List<Backend> tried = new ArrayList<>(1);
    private @Nullable SelectionKey clientKey;
    private @Nullable Backend backend;
    private @Nullable SelectionKey serverKey;
    private @Nullable Direction toServer;
    private @Nullable Direction toClient;
    private Spoke spokeLast = Spoke.NOBODY;
    private boolean answered;
    private boolean closed;
    private long touchedNanos;

    private enum Spoke {
        NOBODY,
        CLIENT,
        SERVER
    }

    Relay(EventLoop loop, Frontend frontend, SocketChannel client) {
        this.loop = loop;
        this.frontend = frontend;
        this.client = client;
        this.touchedNanos = loop.nowNanos();
    }

    void begin() {
        frontend.opened();
        loop.opened(this);
        try {
            configure(client);
            clientKey = loop.register(client, 0, this);
            connect();
        } catch (IOException e) {
            abort();
        }
    }

    private static void configure(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    /** Asks one member after the other to accept; ends where none is left. */
    private void connect() {
        while (!closed) {
            Backend chosen = frontend.choose(tried, loop.nowNanos());
            if (chosen == null) {
                abort();
                return;
            }
            SocketChannel server = open();
            if (server == null) {
                abort();
                return;
            }
            tried.add(chosen);
            chosen.add(this);
            backend = chosen;
            touchedNanos = loop.nowNanos();
            try {
                serverKey = loop.register(server, SelectionKey.OP_CONNECT, this);
                configure(server);
                if (server.connect(chosen.target())) {
                    connected();
                }
                return;
            } catch (IOException e) {
                refused(chosen, String.valueOf(e.getMessage()));
            }
        }
    }

    private @Nullable SocketChannel open() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            loop.pauseAccepting("no connection to a member can be made: " + e.getMessage());
            return null;
        }
    }

    private void refused(Backend by, String because) {
        by.refused(loop.nowNanos(), because);
        by.remove(this);
        backend = null;
        close(serverKey, false);
        serverKey = null;
    }

    private void connected() {
        if (backend == null || serverKey == null) {
            throw new IllegalStateException("expected a member that accepted");
        }
        backend.accepted();
        tried.clear();
        SocketChannel server = (SocketChannel) serverKey.channel();
        toServer = new Direction(client, server, frontend.buffers());
        toClient = new Direction(server, client, frontend.buffers());
        touchedNanos = loop.nowNanos();
        updateInterests();
    }

    private boolean connecting() {
        return backend != null && toServer == null;
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        if (closed) {
            return;
        }
        if (toServer == null || toClient == null) {
            finishConnect(key);
            return;
        }
        Direction incoming = key == clientKey ? toServer : toClient;
        Direction outgoing = key == clientKey ? toClient : toServer;
        if (key.isWritable()) {
            outgoing.write();
            touchedNanos = loop.nowNanos();
        }
        if (key.isReadable() && incoming.wantsToRead()) {
            read(incoming, key == clientKey ? Spoke.CLIENT : Spoke.SERVER);
        }
        if (toServer.over() && toClient.over()) {
            close(false);
        } else {
            updateInterests();
        }
    }

    private void read(Direction direction, Spoke speaker) throws IOException {
        if (direction.read(loop.shared(), this::updateInterests) > 0) {
            spokeLast = speaker;
            touchedNanos = loop.nowNanos();
            if (speaker == Spoke.SERVER && !answered && backend != null) {
                answered = true;
                backend.spoke();
            }
        }
    }

    private void finishConnect(SelectionKey key) {
        Backend asked = backend;
        if (asked == null || key != serverKey || !key.isConnectable()) {
            return;
        }
        try {
            ((SocketChannel) key.channel()).finishConnect();
        } catch (IOException e) {
            refused(asked, String.valueOf(e.getMessage()));
            connect();
            return;
        }
        connected();
    }

    private void updateInterests() {
        if (closed || clientKey == null || serverKey == null || toServer == null || toClient == null) {
            return;
        }
        clientKey.interestOps(interests(toServer, toClient));
        serverKey.interestOps(interests(toClient, toServer));
    }

    private static int interests(Direction incoming, Direction outgoing) {
        return (incoming.wantsToRead() ? SelectionKey.OP_READ : 0)
                | (outgoing.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }

    /** A reset on one side is a reset on the other. */
    @Override
    public void failed(Exception failure) {
        if (!closed && backend != null && !connecting() && !answered && spokeLast == Spoke.CLIENT) {
            backend.reset(loop.nowNanos());
        }
        abort();
    }

    /** Looks at the clock. */
    void tick(long nowNanos, Limits limits) {
        long silent = nowNanos - touchedNanos;
        if (connecting() && backend != null && silent > limits.connect().toNanos()) {
            refused(backend, "it did not accept within " + limits.connect().toMillis() + " ms");
            connect();
        } else if (silent > limits.idle().toNanos()) {
            close(false);
        }
    }

    /** Ends it if its member owes no answer and it has been silent for a while: an idle one that a client keeps for later. */
    void closeIfQuiet(long nowNanos) {
        boolean quiet = nowNanos - touchedNanos > loop.limits().quiet().toNanos();
        if (quiet && nothingOwed()) {
            close(false);
        }
    }

    private boolean nothingOwed() {
        return toServer != null
                && toClient != null
                && !toServer.wantsToWrite()
                && !toClient.wantsToWrite()
                && spokeLast != Spoke.CLIENT;
    }

    /** Its member is gone. A client that waits for an answer learns that none will come. */
    void drop() {
        close(!nothingOwed());
    }

    void abort() {
        close(true);
    }

    private void close(boolean reset) {
        if (closed) {
            return;
        }
        closed = true;
        if (backend != null) {
            if (toServer == null) {
                backend.givenUp();
            }
            backend.remove(this);
        }
        close(clientKey, reset);
        close(serverKey, reset);
        if (clientKey == null) {
            closeChannel(client);
        }
        if (toServer != null && toClient != null) {
            toServer.release();
            toClient.release();
        }
        frontend.closed();
        loop.closed(this);
    }

    private static void close(@Nullable SelectionKey key, boolean reset) {
        if (key == null) {
            return;
        }
        SocketChannel channel = (SocketChannel) key.channel();
        if (reset) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is closed without a reset then.
            }
        }
        closeChannel(channel);
    }

    private static void closeChannel(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            Log.line("closing a connection failed: " + e.getMessage());
        }
    }
}
