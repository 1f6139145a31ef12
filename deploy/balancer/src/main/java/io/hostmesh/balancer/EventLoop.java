package io.hostmesh.balancer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/** The one thread that moves all bytes: it never waits for anything but the next channel that can go on. */
final class EventLoop implements Runnable {

    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private final Limits limits;
    private final Selector selector;
    private final Buffers buffers;
    private final ByteBuffer shared = ByteBuffer.allocateDirect(Buffers.BYTES);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<String, Frontend> frontends = new TreeMap<>();
    private final Set<Relay> relays = new HashSet<>();
    /** Groups that take no connection now. */
    private final Set<Frontend> waiting = new LinkedHashSet<>();

    private volatile boolean ending;
    private boolean accepting = true;
    private long acceptAgainNanos;
    private long nowNanos = System.nanoTime();
    private long tickedNanos = nowNanos;

    EventLoop(Limits limits) throws IOException {
        this.limits = limits;
        this.buffers = new Buffers(limits.stalledBuffers());
        this.selector = Selector.open();
    }

    @Override
    public void run() {
        while (!ending) {
            try {
                long wait = relays.isEmpty() && accepting
                        ? 0
                        : Duration.ofNanos(TICK_NANOS).toMillis();
                selector.select(this::handle, wait);
            } catch (IOException e) {
                Log.line("selecting failed: " + e);
            }
            nowNanos = System.nanoTime();
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            if (nowNanos - tickedNanos >= TICK_NANOS) {
                tickedNanos = nowNanos;
                tick();
            }
        }
        frontends.values().forEach(Frontend::close);
    }

    private void handle(SelectionKey key) {
        nowNanos = System.nanoTime();
        Ready what = (Ready) key.attachment();
        try {
            if (key.isValid()) {
                what.ready(key);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof IllegalStateException) {
                Log.line("a connection is ended because of " + e);
            }
            what.failed(e);
        }
    }

    private void tick() {
        new ArrayList<>(relays).forEach(relay -> relay.tick(nowNanos, limits));
        frontends.values().forEach(frontend -> frontend.closeQuiet(nowNanos));
        updateAccepting();
    }

    /** Runs that on the loop's thread. */
    <T> Future<T> call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return result;
    }

    void end() {
        ending = true;
        selector.wakeup();
    }

    FrontendStatus apply(FrontendSpec spec) throws IOException {
        Frontend known = frontends.get(spec.groupId());
        Frontend frontend = known == null ? new Frontend(spec.groupId(), this) : known;
        frontend.listen(spec);
        frontends.put(spec.groupId(), frontend);
        frontend.balance(spec.backends());
        return frontend.status();
    }

    List<FrontendStatus> observe() {
        return frontends.values().stream().map(Frontend::status).toList();
    }

    void remove(String groupId) {
        Frontend frontend = frontends.remove(groupId);
        if (frontend != null) {
            frontend.close();
            Log.line("group " + groupId + " has no address any more");
        }
    }

    SelectionKey register(SelectableChannel channel, int interests, Ready what) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, interests, what);
    }

    SelectionKey accept(ServerSocketChannel channel, Ready what) throws IOException {
        return register(channel, SelectionKey.OP_ACCEPT, what);
    }

    /** True if a group that has so many connections may be given one more now. */
    boolean mayAccept(int held) {
        return accepting && hasRoom(held);
    }

    /** True if a group that has so many connections has not its share of all that there can be. */
    boolean hasRoom(int held) {
        return limits.oneMore(held, limits.connections() - relays.size());
    }

    /** Tells it when it may accept connections again. */
    void waits(Frontend frontend, boolean does) {
        if (does) {
            waiting.add(frontend);
        } else {
            waiting.remove(frontend);
        }
    }

    /** Something that accepting needs is used up, as file descriptors are; what is open goes on. */
    void pauseAccepting(String because) {
        Log.line("accepting nothing for a moment: " + because);
        acceptAgainNanos = nowNanos + PAUSE_NANOS;
        accepting = false;
        frontends.values().forEach(Frontend::updateAccepting);
    }

    void opened(Relay relay) {
        relays.add(relay);
    }

    void closed(Relay relay) {
        relays.remove(relay);
        updateAccepting();
    }

    private void updateAccepting() {
        accepting = accepting || nowNanos - acceptAgainNanos >= 0;
        List.copyOf(waiting).forEach(Frontend::updateAccepting);
    }

    Limits limits() {
        return limits;
    }

    Buffers buffers() {
        return buffers;
    }

    ByteBuffer shared() {
        return shared;
    }

    long nowNanos() {
        return nowNanos;
    }
}
