package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.process.Pulse.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each machine that ended, once per run: as soon as its wrapper leaves an exit file, or ends without one. A machine
 * whose wrapper is gone leaves no word, so such machines are looked at often, and all others now and then.
 */
final class ExitWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExitWatch.class);

    private final Path root;
    private final Looks looks;
    private final Supplier<List<String>> machines;
    private final Function<String, Seen> pulse;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    /** Those that the next look is due at soon. */
    private final Set<String> alone = ConcurrentHashMap.newKeySet();

    private final Executor soon;
    private final Thread thread = new Thread(this::watch, "machine-exits");
    private volatile boolean closed;

    /**
     * @param root where the machines' directories are
     * @param machines the servers that have a machine
     * @param pulse what is seen of a server's machine
     */
    ExitWatch(Path root, Looks looks, Supplier<List<String>> machines, Function<String, Seen> pulse) {
        this.root = root;
        this.looks = looks;
        this.machines = machines;
        this.pulse = pulse;
        this.soon = CompletableFuture.delayedExecutor(looks.alone().toNanos(), TimeUnit.NANOSECONDS);
        thread.setDaemon(true);
    }

    /**
     * How often machines are looked at, whatever is heard of them.
     *
     * @param all every machine
     * @param alone those whose wrapper is gone
     */
    record Looks(Duration all, Duration alone) {}

    synchronized void listen(Consumer<String> listener) {
        listeners.add(listener);
        if (listeners.size() == 1) {
            thread.start();
        }
    }

    private void watch() {
        try (ExitNotes notes = listenToSystem()) {
            long lookedAt = System.nanoTime() - looks.all().toNanos();
            while (true) {
                Duration rest = looks.all().minusNanos(System.nanoTime() - lookedAt);
                if (rest.compareTo(Duration.ZERO) <= 0) {
                    lookedAt = System.nanoTime();
                    lookAtAll();
                } else {
                    await(notes, rest);
                }
            }
        } catch (InterruptedException e) {
            LOG.debugf("machines are not watched any more directory=%s", root);
        } catch (IOException e) {
            LOG.debugf(e, "what the system tells of machines could not be closed directory=%s", root);
        }
    }

    private @Nullable ExitNotes listenToSystem() {
        try {
            return new ExitNotes(root);
        } catch (IOException e) {
            LOG.warnf(e, "ends of machines are noticed by looking only directory=%s period=%s", root, looks.all());
            return null;
        }
    }

    private void await(@Nullable ExitNotes notes, Duration limit) throws InterruptedException {
        if (notes == null) {
            TimeUnit.NANOSECONDS.sleep(
                    limit.toNanos()); // Nothing to listen to: until the next look is due, or close() interrupts.
            return;
        }
        try {
            notes.await(limit).forEach(this::look);
        } catch (IOException | UncheckedIOException e) { // The one as a folder is opened, the other as it is listed.
            LOG.warnf(e, "hearing of a machine failed; it is looked at with the others directory=%s", root);
        }
    }

    private void lookAtAll() {
        try {
            List<String> all = machines.get();
            told.retainAll(all);
            all.forEach(this::look);
        } catch (RuntimeException e) {
            LOG.warnf(e, "looking for machines that ended failed; it is repeated directory=%s", root);
        }
    }

    /** Looks at a machine now; any thread may ask for it. */
    void look(String serverId) {
        if (listeners.isEmpty() || closed) {
            return;
        }
        try {
            switch (pulse.apply(serverId)) {
                case ATTENDED -> told.remove(serverId);
                case ALONE -> {
                    told.remove(serverId);
                    lookAgainSoon(serverId);
                }
                case ENDED -> tell(serverId);
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "looking at a machine failed; it is repeated server=%s", serverId);
        }
    }

    private void tell(String serverId) {
        if (told.add(serverId)) {
            listeners.forEach(listener -> listener.accept(serverId));
        }
    }

    private void lookAgainSoon(String serverId) {
        if (alone.add(serverId)) {
            soon.execute(() -> {
                alone.remove(serverId);
                look(serverId);
            });
        }
    }

    /** Its next end is told again. */
    void forget(String serverId) {
        told.remove(serverId);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
