package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.sample.SampleBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers batches on their way to the history and writes them together. What could not be written stays, in order, for the
 * next time; how much waits is for the caller to bound by {@link #pendingSamples}.
 */
@ApplicationScoped
public class SampleRecorder {

    /** Where a partition may be read from again: all before {@code nextOffset} is written. */
    public record Position(long nextOffset, long acceptedAt) {}

    private final SampleHistory history;

    private List<SampleBatch> pending = new ArrayList<>();
    private int pendingSamples;
    private final Map<Integer, Position> reached = new HashMap<>();
    private final Map<Integer, Position> written = new HashMap<>();
    private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);

    SampleRecorder(SampleHistory history) {
        this.history = history;
    }

    /** Takes a batch, which was the record before {@code nextOffset}; null for a record that holds none. */
    public synchronized void add(int partition, Position position, @Nullable SampleBatch batch) {
        if (batch != null) {
            pending.add(batch);
            pendingSamples += batch.size();
        }
        reached.put(partition, position);
    }

    public synchronized int pendingSamples() {
        return pendingSamples;
    }

    /** Up to where each partition is written. */
    public synchronized Map<Integer, Position> written() {
        return Map.copyOf(written);
    }

    /** Forgets a partition that another instance reads now. */
    public synchronized void forget(int partition) {
        reached.remove(partition);
        written.remove(partition);
    }

    /** Writes what was taken so far, after the writes that are under way. */
    public synchronized CompletableFuture<Void> flush() {
        CompletableFuture<Void> flushed = tail.handle((done, failure) -> null).thenCompose(ready -> writePending());
        tail = flushed;
        return flushed;
    }

    private CompletableFuture<Void> writePending() {
        List<SampleBatch> batches;
        Map<Integer, Position> positions;
        synchronized (this) {
            batches = pending;
            positions = Map.copyOf(reached);
            pending = new ArrayList<>();
            pendingSamples = 0;
        }
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        history.write(batches)
                .subscribe()
                .with(
                        done -> {
                            settle(positions);
                            outcome.complete(null);
                        },
                        failure -> {
                            putBack(batches);
                            outcome.completeExceptionally(failure);
                        });
        return outcome;
    }

    private synchronized void settle(Map<Integer, Position> positions) {
        positions.forEach((partition, position) -> {
            if (reached.containsKey(partition)) {
                written.put(partition, position);
            }
        });
    }

    private synchronized void putBack(List<SampleBatch> batches) {
        batches.addAll(pending);
        pending = batches;
        pendingSamples = batches.stream().mapToInt(SampleBatch::size).sum();
    }
}
