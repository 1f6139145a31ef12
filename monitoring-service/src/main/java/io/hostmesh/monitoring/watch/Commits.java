package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.history.SampleRecorder.Position;
import io.hostmesh.monitoring.sample.Micros;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has judged samples written to the history and commits their offsets after that, never before. The metadata of a commit
 * is when the last sample was accepted, by which the next owner finds its window.
 */
final class Commits {

    private static final Logger LOG = Logger.getLogger(Commits.class);

    private final JudgeParts parts;
    private final Consumer<String, byte[]> consumer;
    private final Patience patience;
    private final Map<Integer, Long> committed = new HashMap<>();
    private CompletableFuture<Void> flushing = CompletableFuture.completedFuture(null);
    private long flushedAt;

    Commits(JudgeParts parts, Consumer<String, byte[]> consumer, Patience patience) {
        this.parts = parts;
        this.consumer = consumer;
        this.patience = patience;
    }

    /** Waits only when too much waits to be written; everything else happens on the way. */
    void recordAndCommit(long now, Set<Integer> owned) {
        if (parts.recorder.pendingSamples() > parts.maximumPendingSamples) {
            patience.insist("history", () -> Uni.createFrom().completionStage(parts.recorder::flush));
        } else if (flushing.isDone() && now - flushedAt >= Micros.of(parts.flushInterval)) {
            flushedAt = now;
            flushing = parts.recorder.flush().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warnf("history waits cause=%s", failure);
                }
            });
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = written(owned);
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (done, failure) -> {
                if (failure != null) {
                    LOG.debugf("commit left to the next one cause=%s", failure);
                }
            });
        }
    }

    /** Commits what is written of partitions that are about to go. */
    void commitNow(Collection<TopicPartition> partitions) {
        committed.clear();
        Map<TopicPartition, OffsetAndMetadata> offsets = written(
                Set.copyOf(partitions.stream().map(TopicPartition::partition).toList()));
        if (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets);
            } catch (KafkaException left) {
                LOG.debugf("commit left to the next owner cause=%s", left);
            }
        }
    }

    void forget(int partition) {
        committed.remove(partition);
    }

    private Map<TopicPartition, OffsetAndMetadata> written(Set<Integer> owned) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        parts.recorder.written().forEach((number, position) -> {
            if (owned.contains(number) && position.nextOffset() > committed.getOrDefault(number, -1L)) {
                committed.put(number, position.nextOffset());
                offsets.put(new TopicPartition(Topic.SAMPLES.topicName(), number), offset(position));
            }
        });
        return offsets;
    }

    private static OffsetAndMetadata offset(Position position) {
        return new OffsetAndMetadata(position.nextOffset(), Long.toString(position.acceptedAt()));
    }

    /** When the last committed sample was accepted, or {@code otherwise} where nothing says so. */
    static Instant acceptedAt(@Nullable OffsetAndMetadata committed, Instant otherwise) {
        if (committed == null || committed.metadata().isEmpty()) {
            return otherwise;
        }
        try {
            return Micros.instant(Long.parseLong(committed.metadata()));
        } catch (NumberFormatException foreign) {
            return otherwise;
        }
    }
}
