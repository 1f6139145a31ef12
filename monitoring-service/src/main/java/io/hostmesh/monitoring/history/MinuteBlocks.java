package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.rollup.IdTree;
import io.hostmesh.monitoring.rollup.MinuteBlock;
import io.hostmesh.monitoring.rollup.SeriesPart;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.series.SeriesMinute;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Blocks of minutes of accounts' series in PostgreSQL. What is written twice is there twice and read as once, so that nothing has to
 * be asked before writing.
 */
@ApplicationScoped
class MinuteBlocks {

    /** Blocks are there exactly when their hours are marked to be rolled up (again). */
    private static final String INSERT = "with marked as (" + RollupDues.MARK + """
        )
        insert into series_minutes (account_id, at, node, merged, minutes, content)
        select account_id, at, node, false, minutes, content
        from unnest($3::text[], $4::timestamptz[], $5::int4[], $6::int4[], $7::bytea[])
          as block(account_id, at, node, minutes, content)
        """;

    private static final String READ = """
        select content from series_minutes where account_id = $1 and at = any($2::timestamptz[]) and node = any($3::int4[])
        """;

    private final Pool pool;
    private final HistorySettings settings;

    MinuteBlocks(Pool pool, HistorySettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    private record AccountHour(String accountId, Instant hour) {}

    /**
     * Minutes of one node, encoded.
     *
     * @param minutes how many
     */
    record Block(int node, int minutes, Buffer content) {}

    /** What blocks of several accounts and hours come to as columns. */
    private static final class Columns {
        final List<String> accounts = new ArrayList<>();
        final List<OffsetDateTime> hours = new ArrayList<>();
        final List<Block> blocks = new ArrayList<>();

        Tuple toTuple() {
            OffsetDateTime[] due = new TreeSet<>(hours).toArray(OffsetDateTime[]::new);
            return Tuple.of(RollupDues.level(Source.HOUR))
                    .addArrayOfOffsetDateTime(due)
                    .addArrayOfString(accounts.toArray(String[]::new))
                    .addArrayOfOffsetDateTime(hours.toArray(OffsetDateTime[]::new))
                    .addArrayOfInteger(nodes(blocks))
                    .addArrayOfInteger(minutes(blocks))
                    .addValue(contents(blocks));
        }
    }

    static Integer[] nodes(List<Block> blocks) {
        return blocks.stream().map(Block::node).toArray(Integer[]::new);
    }

    static Integer[] minutes(List<Block> blocks) {
        return blocks.stream().map(Block::minutes).toArray(Integer[]::new);
    }

    static Buffer[] contents(List<Block> blocks) {
        return blocks.stream().map(Block::content).toArray(Buffer[]::new);
    }

    /** Writes minutes, and marks their hours. */
    Uni<Void> write(List<SeriesMinute> minutes) {
        return away(() -> columns(minutes).toTuple())
                .chain(columns -> pool.preparedQuery(INSERT).execute(columns))
                .replaceWithVoid();
    }

    /** Makes something of many minutes, on a thread that nobody waits for. */
    static <T> Uni<T> away(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Columns columns(List<SeriesMinute> minutes) {
        Map<AccountHour, List<SeriesPart>> hours = new HashMap<>();
        for (SeriesMinute minute : minutes) {
            AccountHour hour =
                    new AccountHour(minute.series().accountId(), minute.at().truncatedTo(ChronoUnit.HOURS));
            hours.computeIfAbsent(hour, first -> new ArrayList<>())
                    .add(new SeriesPart(minute.series().id(), minute.at(), minute.part(), minute.samples()));
        }
        Columns columns = new Columns();
        hours.forEach((of, parts) -> {
            for (Block block : blocks(parts, 0)) {
                columns.accounts.add(of.accountId());
                columns.hours.add(Rollups.time(of.hour()));
                columns.blocks.add(block);
            }
        });
        return columns;
    }

    /**
     * Minutes of one account and hour in as many blocks as they need.
     *
     * @param bits the fewest of ids that the series of a block have in common
     */
    List<Block> blocks(List<SeriesPart> parts, int bits) {
        int level = Math.max(bits, IdTree.bits(parts.size(), settings.minutesABlock()));
        // Series of a node are beside each other then.
        List<SeriesPart> sorted = MinuteBlock.sorted(parts);
        List<Block> blocks = new ArrayList<>();
        for (int from = 0, to; from < sorted.size(); from = to) {
            int node = IdTree.node(sorted.get(from).series(), level);
            to = from + 1;
            while (to < sorted.size() && IdTree.node(sorted.get(to).series(), level) == node) {
                to++;
            }
            blocks.add(new Block(node, to - from, Buffer.buffer(MinuteBlock.encode(sorted.subList(from, to)))));
        }
        return blocks;
    }

    /** The blocks of these hours that series can be in. */
    Uni<RowSet<Row>> read(String accountId, List<Instant> hours, Collection<UUID> series) {
        Tuple arguments = Tuple.of(accountId)
                .addArrayOfOffsetDateTime(hours.stream().map(Rollups::time).toArray(OffsetDateTime[]::new))
                .addArrayOfInteger(IdTree.waysTo(series).toArray(Integer[]::new));
        return pool.preparedQuery(READ).execute(arguments);
    }
}
