package io.hostmesh.monitoring.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the judge of each partition knew of its samples at an offset, the newest one that was kept. */
@ApplicationScoped
class JudgeSnapshots {

    private static final String SAVE = """
        insert into judge_snapshot (partition, next_offset, content)
        select $1::int, $2::bigint, $3::bytea from judged_partition where partition = $1::int and owner = $4
        on conflict (partition) do update set next_offset = excluded.next_offset, content = excluded.content
        """;

    private static final String LOAD =
            "select partition, next_offset, content from judge_snapshot where partition = any ($1)";

    private final Pool pool;

    JudgeSnapshots(Pool pool) {
        this.pool = pool;
    }

    /**
     * What was known when all records before an offset were judged.
     *
     * @param content a recollection in its binary form
     */
    @SuppressWarnings("ArrayRecordComponent") // A plain carrier that nobody compares.
    record Kept(long nextOffset, byte[] content) {}

    /** Keeps that instead of what was kept before; does nothing for a partition that has another owner. */
    Uni<Void> save(int partition, String owner, Kept kept) {
        return pool.preparedQuery(SAVE)
                .execute(Tuple.of(partition, kept.nextOffset(), Buffer.buffer(kept.content()), owner))
                .replaceWithVoid();
    }

    /** By partition, for those of which something was kept. */
    Uni<Map<Integer, Kept>> load(List<Integer> partitions) {
        return pool.preparedQuery(LOAD)
                .execute(Tuple.tuple().addArrayOfInteger(partitions.toArray(Integer[]::new)))
                .map(rows -> {
                    Map<Integer, Kept> kept = new HashMap<>();
                    for (Row row : rows) {
                        kept.put(
                                row.getInteger("partition"),
                                new Kept(
                                        row.getLong("next_offset"),
                                        row.getBuffer("content").getBytes()));
                    }
                    return kept;
                });
    }
}
