package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.history.MinuteBlocks.Block;
import io.hostmesh.monitoring.rollup.IdTree;
import io.hostmesh.monitoring.rollup.IdTree.Span;
import io.hostmesh.monitoring.rollup.MinuteBlock;
import io.hostmesh.monitoring.rollup.MinuteParts;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.SeriesPart;
import io.hostmesh.monitoring.rollup.Source;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * Rolls an hour of accounts' series up, and has the minutes of each series beside each other from then on. Every statement may be
 * the last one: what is there twice is read as once, and the hour stays marked until all is done.
 */
@ApplicationScoped
class SeriesHours {

    private static final int HOURS_A_STATEMENT = 1_000;

    /** Accounts with blocks that were not there when the hour was rolled up before, and all their minutes of that hour. */
    private static final String UNMERGED = """
        select account_id, (
          select sum(minutes) from series_minutes present
          where present.account_id = unmerged.account_id and present.at = $1) as minutes
        from (select distinct account_id from series_minutes where at = $1 and not merged) unmerged
        order by account_id
        """;

    private static final String ABOVE = """
        select id, node from series_minutes where account_id = $1 and at = $2 and node < $3
        """;

    private static final String READ = """
        select id, node, content from series_minutes where account_id = $1 and at = $2
          and (node = any($3::int4[])
            or exists (select from unnest($4::int4[], $5::int4[]) as span(low, high) where node between low and high))
        """;

    private static final String REPLACE = """
        with replaced as (
          delete from series_minutes
          where account_id = $1 and at = $2 and node = any($3::int4[]) and id = any($4::int8[]))
        insert into series_minutes (account_id, at, node, merged, minutes, content)
        select $1, $2, node, true, minutes, content
        from unnest($5::int4[], $6::int4[], $7::bytea[]) as block(node, minutes, content)
        """;

    private final Pool pool;
    private final MinuteBlocks blocks;
    private final HistorySettings settings;

    SeriesHours(Pool pool, MinuteBlocks blocks, HistorySettings settings) {
        this.pool = pool;
        this.blocks = blocks;
        this.settings = settings;
    }

    /** An hour of an account. */
    private record Hour(String accountId, Instant at) {
        Tuple arguments() {
            return Tuple.of(accountId, Rollups.time(at));
        }
    }

    /** Which blocks are to be replaced. */
    private static final class Replaced {
        final List<Integer> nodes = new ArrayList<>();
        final List<Long> ids = new ArrayList<>();

        void add(Row row) {
            nodes.add(row.getInteger("node"));
            ids.add(row.getLong("id"));
        }
    }

    private record Read(Replaced replaced, MinuteParts pieces) {}

    private record Merged(Replaced replaced, List<Block> blocks, List<SeriesPart> hours) {}

    /** Rolls up the minutes of all accounts that more came of since it was done before. */
    Uni<Void> rollUp(Instant at) {
        return pool.preparedQuery(UNMERGED)
                .execute(Tuple.of(Rollups.time(at)))
                .chain(rows -> each(
                        Multi.createFrom().iterable(rows),
                        row -> merge(
                                new Hour(row.getString("account_id"), at),
                                IdTree.bits(row.getLong("minutes"), settings.minutesInMemory()))));
    }

    /** One after the other; what one had in memory is let go of before the next. */
    private static <T> Uni<Void> each(Multi<T> all, Function<T, Uni<Void>> work) {
        return all.onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Merges series by series, as many at a time as there is room for; blocks with series of several such parts go last. */
    private Uni<Void> merge(Hour hour, int bits) {
        return pool.preparedQuery(ABOVE)
                .execute(hour.arguments().addInteger(1 << bits))
                .chain(rows -> {
                    Replaced above = new Replaced();
                    rows.forEach(above::add);
                    return each(Multi.createFrom().range(1 << bits, 2 << bits), node -> merge(hour, node, bits))
                            .chain(() -> replace(hour, above, List.of()));
                });
    }

    private Uni<Void> merge(Hour hour, int node, int bits) {
        List<Span> spans = IdTree.below(node);
        Tuple arguments = hour.arguments()
                .addArrayOfInteger(IdTree.above(node).toArray(Integer[]::new))
                .addArrayOfInteger(spans.stream().map(Span::from).toArray(Integer[]::new))
                .addArrayOfInteger(spans.stream().map(Span::to).toArray(Integer[]::new));
        return pool.preparedQuery(READ)
                .execute(arguments)
                .chain(rows -> MinuteBlocks.away(() -> read(rows, node, bits)))
                .chain(read -> withEarlier(hour, read))
                .chain(read -> MinuteBlocks.away(() -> merged(hour, read, bits)))
                .chain(merged -> write(merged.hours()).chain(() -> replace(hour, merged.replaced(), merged.blocks())));
    }

    private static Read read(RowSet<Row> rows, int node, int bits) {
        Read read = new Read(new Replaced(), new MinuteParts());
        for (Row row : rows) {
            if (row.getInteger("node") >= 1 << bits) {
                read.replaced().add(row);
            }
            MinuteBlock.decode(
                    row.getBuffer("content").getBytes(),
                    series -> IdTree.node(series, bits) == node,
                    read.pieces()::add);
        }
        return read;
    }

    /** Of an hour within which blocks began to be written, the minutes before are rows. */
    private Uni<Read> withEarlier(Hour hour, Read read) {
        Tuple arguments = Tuple.of(
                read.pieces().series().toArray(UUID[]::new),
                Rollups.time(hour.at()),
                Rollups.time(hour.at().plus(Source.HOUR.resolution())));
        return pool.preparedQuery(RollupSql.READ_EARLIER)
                .execute(arguments)
                .invoke(rows -> rows.forEach(row -> read.pieces().add(Rollups.seriesPart(row))))
                .replaceWith(read);
    }

    private Merged merged(Hour hour, Read read, int bits) {
        List<SeriesPart> minutes = new ArrayList<>();
        List<SeriesPart> hours = new ArrayList<>();
        for (UUID series : new TreeSet<>(read.pieces().series())) {
            List<SeriesPart> ofSeries = read.pieces().minutes(series);
            minutes.addAll(ofSeries);
            ofSeries.stream()
                    .map(SeriesPart::part)
                    .reduce(Part::then)
                    .ifPresent(whole -> hours.add(new SeriesPart(series, hour.at(), whole)));
        }
        int level = Math.min(IdTree.MOST_BITS, bits + IdTree.bits(minutes.size(), settings.minutesABlock()));
        return new Merged(read.replaced(), blocks.blocks(minutes, level), hours);
    }

    private Uni<Void> replace(Hour hour, Replaced replaced, List<Block> blocksOfAll) {
        if (replaced.ids.isEmpty() && blocksOfAll.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple arguments = hour.arguments()
                .addArrayOfInteger(new HashSet<>(replaced.nodes).toArray(Integer[]::new))
                .addArrayOfLong(replaced.ids.toArray(Long[]::new))
                .addArrayOfInteger(MinuteBlocks.nodes(blocksOfAll))
                .addArrayOfInteger(MinuteBlocks.minutes(blocksOfAll))
                .addValue(MinuteBlocks.contents(blocksOfAll));
        return pool.preparedQuery(REPLACE).execute(arguments).replaceWithVoid();
    }

    private Uni<Void> write(List<SeriesPart> hours) {
        int statements = (hours.size() + HOURS_A_STATEMENT - 1) / HOURS_A_STATEMENT;
        return each(Multi.createFrom().range(0, statements), number -> {
            int from = number * HOURS_A_STATEMENT;
            int to = Math.min(hours.size(), from + HOURS_A_STATEMENT);
            return pool.preparedQuery(RollupSql.WRITE_HOURS)
                    .execute(columns(hours.subList(from, to)))
                    .replaceWithVoid();
        });
    }

    private static Tuple columns(List<SeriesPart> rows) {
        return Tuple.tuple()
                .addArrayOfUUID(rows.stream().map(SeriesPart::series).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(times(rows, SeriesPart::at))
                .addArrayOfLong(rows.stream().map(row -> row.part().count()).toArray(Long[]::new))
                .addArrayOfDouble(figures(rows, Part::sum))
                .addArrayOfDouble(figures(rows, Part::minimum))
                .addArrayOfDouble(figures(rows, Part::maximum))
                .addArrayOfOffsetDateTime(times(rows, row -> row.part().firstAt()))
                .addArrayOfDouble(figures(rows, Part::first))
                .addArrayOfOffsetDateTime(times(rows, row -> row.part().lastAt()))
                .addArrayOfDouble(figures(rows, Part::last))
                .addArrayOfDouble(figures(rows, Part::increase));
    }

    private static OffsetDateTime[] times(List<SeriesPart> rows, Function<SeriesPart, Instant> time) {
        return rows.stream().map(row -> Rollups.time(time.apply(row))).toArray(OffsetDateTime[]::new);
    }

    private static Double[] figures(List<SeriesPart> rows, Function<Part, Double> figure) {
        return rows.stream().map(row -> figure.apply(row.part())).toArray(Double[]::new);
    }
}
