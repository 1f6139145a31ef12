package io.hostmesh.provisioning.process;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Looks often for machines that ended, and tells each once. */
final class ExitWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExitWatch.class);
    private static final long PERIOD_MILLISECONDS = 50;

    private final Supplier<List<String>> ended;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "machine-exits");
        thread.setDaemon(true);
        return thread;
    });

    ExitWatch(Supplier<List<String>> ended) {
        this.ended = ended;
    }

    synchronized void listen(Consumer<String> listener) {
        listeners.add(listener);
        if (listeners.size() == 1) {
            var unused = executor.scheduleWithFixedDelay(
                    this::look, PERIOD_MILLISECONDS, PERIOD_MILLISECONDS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            for (String serverId : remember(ended.get())) {
                listeners.forEach(listener -> listener.accept(serverId));
            }
        } catch (RuntimeException e) {
            LOG.warn("looking for machines that ended failed; it is repeated", e);
        }
    }

    private synchronized List<String> remember(List<String> now) {
        List<String> news =
                now.stream().filter(serverId -> !told.contains(serverId)).toList();
        told.clear();
        told.addAll(now);
        return news;
    }

    synchronized void forget(String serverId) {
        told.remove(serverId);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
