package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.rule.Recollection;
import io.hostmesh.monitoring.rule.RecollectionCodec;
import io.hostmesh.monitoring.sample.Micros;
import io.micrometer.core.instrument.Counter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Has kept from time to time what is known of the samples of each partition. The judge's thread takes the figures, which is at most a
 * hundredth of its time; encoding and writing them happen elsewhere, one at a time.
 */
final class SnapshotKeeper {

    private static final Logger LOG = Logger.getLogger(SnapshotKeeper.class);
    private static final long SHARE_OF_TIME = 100;

    private final JudgeParts parts;
    private final String owner;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final Counter tooLarge;

    SnapshotKeeper(JudgeParts parts, String owner) {
        this.parts = parts;
        this.owner = owner;
        this.tooLarge = parts.meters.counter("hostmesh.judge.snapshots.too.large");
    }

    /** To be called when everything that was judged is carried out; keeps one partition at most. */
    void keep(long now, Collection<JudgedPartition> partitions) {
        if (writing.get()) {
            return;
        }
        for (JudgedPartition partition : partitions) {
            if (now >= partition.keepFrom && isNew(partition)) {
                keep(now, partition);
                return;
            }
        }
    }

    private static boolean isNew(JudgedPartition partition) {
        return partition.nextOffset > partition.keptOffset && partition.nextOffset >= partition.judgeFrom;
    }

    private void keep(long now, JudgedPartition partition) {
        long begin = System.nanoTime();
        Recollection recollection = partition.rules.book().recollection(parts.configuration.snapshotLearnedBytes());
        long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
        partition.keepFrom = now + Math.max(Micros.of(parts.configuration.snapshotInterval()), took * SHARE_OF_TIME);
        partition.keptOffset = partition.nextOffset;
        int number = partition.number;
        long nextOffset = partition.nextOffset;
        writing.set(true);
        Uni.createFrom()
                .item(() -> RecollectionCodec.encode(recollection))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(content -> save(number, nextOffset, content))
                .onTermination()
                .invoke(() -> writing.set(false))
                .subscribe()
                .with(
                        done -> LOG.debugf("snapshot kept partition=%d offset=%d", number, nextOffset),
                        failure -> LOG.warnf("snapshot left out partition=%d cause=%s", number, failure));
    }

    private Uni<Void> save(int partition, long nextOffset, byte[] content) {
        int most = parts.configuration.snapshotMaximumBytes();
        if (content.length > most) {
            tooLarge.increment();
            LOG.warnf("snapshot too large partition=%d bytes=%d most=%d", partition, content.length, most);
            return Uni.createFrom().voidItem();
        }
        return parts.snapshots.save(partition, owner, new JudgeSnapshots.Kept(nextOffset, content));
    }
}
