package io.hostmesh.monitoring.ingest;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.SampleSink;
import io.hostmesh.monitoring.series.Admission;
import io.hostmesh.monitoring.series.SeriesBatch;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples of one request or one scrape, cut into batches that each fit into a record. A failure between two batches leaves the first
 * ones stored; to send all of it again does no harm, as a sample that is there already is the same sample.
 */
public final class SeriesInPieces implements SampleSink {

    private static final int PER_BATCH = 5_000;

    private final SeriesLog log;
    private final String accountId;
    private final @Nullable String serverId;
    private final String correlationId;
    private final List<SeriesBatch> full = new ArrayList<>();
    private SeriesBatch.Builder next;

    /**
     * Pieces that go to that log.
     *
     * @param serverId the server whose token came with them; null for a key of the account
     */
    public SeriesInPieces(SeriesLog log, String accountId, @Nullable String serverId, String correlationId) {
        this.log = log;
        this.accountId = accountId;
        this.serverId = serverId;
        this.correlationId = correlationId;
        this.next = new SeriesBatch.Builder(accountId, serverId, correlationId);
    }

    /**
     * What became of them.
     *
     * @param reasons why some were refused, in words; empty where none was
     */
    public record Stored(int accepted, int refused, String reasons) {

        private Stored plus(Admission admission) {
            int more = admission.refused().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            String why = reasons.isEmpty() ? admission.describeRefused() : reasons;
            return new Stored(accepted + admission.accepted(), refused + more, why);
        }
    }

    @Override
    public void add(Labels series, long takenAtMillis, double value) {
        if (next.size() >= PER_BATCH) {
            full.add(next.build());
            next = new SeriesBatch.Builder(accountId, serverId, correlationId);
        }
        next.add(series, takenAtMillis, value);
    }

    /** Stores them, one batch after the other; fails as {@link SeriesLog#append} does. Once only. */
    public Uni<Stored> store() {
        if (next.size() > 0) {
            full.add(next.build());
        }
        Uni<Stored> all = Uni.createFrom().item(new Stored(0, 0, ""));
        for (SeriesBatch batch : full) {
            all = all.chain(before -> log.append(batch).map(before::plus));
        }
        return all;
    }
}
