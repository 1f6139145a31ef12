package io.hostmesh.balancer;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one address of a group, and the members behind it. Only for the thread of the event loop. */
final class Frontend implements Ready {

    private static final int MOST_ACCEPTED_AT_ONCE = 64;
    /** For how long a group that had all that it may have counts as full, since connections end and begin all the time. */
    private static final long FULL_NANOS = Duration.ofSeconds(10).toNanos();

    private final String groupId;
    private final EventLoop loop;
    private final Buffers.Share buffers;
    private List<Backend> backends = new ArrayList<>();
    private @Nullable Listener listener;
    private int next;
    private int connections;
    private boolean everFull;
    private long fullNanos;

    Frontend(String groupId, EventLoop loop) {
        this.groupId = groupId;
        this.loop = loop;
        this.buffers = loop.buffers().share();
    }

    Buffers.Share buffers() {
        return buffers;
    }

    private record Listener(String host, int port, ServerSocketChannel channel, SelectionKey key) {

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                Log.line("closing the listener on port " + port + " failed: " + e.getMessage());
            }
        }
    }

    /** Listens where it should from now on; what was accepted elsewhere goes on. */
    void listen(FrontendSpec spec) throws IOException {
        Listener before = listener;
        if (before != null && before.host().equals(spec.host()) && before.port() == spec.port()) {
            return;
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(spec.address(), spec.backlog());
            listener = new Listener(spec.host(), spec.port(), channel, loop.accept(channel, this));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        Log.line("group " + groupId + " is at " + spec.host() + ":" + spec.port());
        if (before != null) {
            before.close();
        }
    }

    /** Has these members from now on. The connections of those that are left out end at once. */
    void balance(List<BackendSpec> wanted) {
        List<Backend> kept = new ArrayList<>();
        for (BackendSpec spec : wanted) {
            Optional<Backend> known =
                    backends.stream().filter(backend -> backend.is(spec)).findFirst();
            known.ifPresent(backend -> backend.draining(spec.draining()));
            kept.add(known.orElseGet(() -> new Backend(spec)));
        }
        List<Backend> dropped =
                backends.stream().filter(backend -> !kept.contains(backend)).toList();
        backends = kept;
        dropped.forEach(backend -> backend.relays().forEach(Relay::drop));
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        for (int accepted = 0; accepted < MOST_ACCEPTED_AT_ONCE && loop.mayAccept(connections); accepted++) {
            SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
            if (client == null) {
                return;
            }
            new Relay(loop, this, client).begin();
        }
        updateAccepting();
    }

    @Override
    public void failed(Exception failure) {
        loop.pauseAccepting("group " + groupId + ": " + failure);
    }

    void opened() {
        connections++;
    }

    void closed() {
        connections--;
    }

    /** Accepts connections from now on if it may; else they wait in the operating system's queue. */
    void updateAccepting() {
        boolean accepts = loop.mayAccept(connections);
        if (listener != null && listener.key().isValid()) {
            listener.key().interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
        }
        loop.waits(this, listener != null && !accepts);
        if (!loop.hasRoom(connections)) {
            if (!full()) {
                Log.line("group " + groupId + " has " + connections + " connections, all that it may have: more wait");
            }
            everFull = true;
            fullNanos = loop.nowNanos();
        }
    }

    private boolean full() {
        return everFull && loop.nowNanos() - fullNanos < FULL_NANOS;
    }

    /**
     * The member with the fewest connections; of several, one after the other. One that failed lately is taken only if there is no
     * other.
     *
     * @param tried those that did not accept this connection
     */
    @Nullable
    Backend choose(List<Backend> tried, long nowNanos) {
        Backend best = null;
        boolean bestUsable = false;
        next = backends.isEmpty() ? 0 : (next + 1) % backends.size();
        for (int index = 0; index < backends.size(); index++) {
            Backend backend = backends.get((next + index) % backends.size());
            if (backend.draining() || tried.contains(backend)) {
                continue;
            }
            boolean usable = backend.usable(nowNanos);
            if (best == null
                    || (usable && !bestUsable)
                    || (usable == bestUsable && backend.connections() < best.connections())) {
                best = backend;
                bestUsable = usable;
            }
        }
        return best;
    }

    /** Ends what a draining member has and nobody waits for. */
    void closeQuiet(long nowNanos) {
        for (Backend backend : backends) {
            if (backend.draining()) {
                backend.relays().forEach(relay -> relay.closeIfQuiet(nowNanos));
            }
        }
    }

    void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
        balance(List.of());
        loop.waits(this, false);
    }

    FrontendStatus status() {
        return new FrontendStatus(
                groupId,
                listener == null ? "" : listener.host(),
                listener == null ? 0 : listener.port(),
                full(),
                backends.stream().map(Backend::status).toList());
    }
}
