package io.hostmesh.monitoring.history;

/**
 * The statements that join samples and roll-ups. There is one way to join, whatever is joined: the same as
 * {@link io.hostmesh.monitoring.rollup.Part#then}.
 */
final class RollupSql {

    private static final String COLUMNS = "at, count, sum, min, max, first_at, first, last_at, last, increase";

    /** Raw samples as parts of one sample each; what is no number is left out. */
    private static final String SAMPLES = """
        select %s, at, 1 as count, value as sum, value as min, value as max, at as first_at, value as first,
               at as last_at, value as last, 0::float8 as increase
        from sample where %s and value not in ('NaN', 'Infinity', '-Infinity')\
        """;

    private static final String JOINED = """
        select %1$s, step_at as at, sum(count)::bigint as count, sum(sum) as sum, min(min) as min, max(max) as max,
               min(first_at) as first_at, (array_agg(first order by at))[1] as first,
               max(last_at) as last_at, (array_agg(last order by at desc))[1] as last,
               sum(increase + case when before is null then 0
                                   when first >= before then first - before
                                   else first end) as increase
        from (select *, lag(last) over (partition by %1$s, step_at order by at) as before
              from (select *, date_bin(%2$s, at, %3$s) as step_at from (%4$s) parts) in_steps) in_order
        group by %1$s, step_at\
        """;

    /** Of more samples there is more to say: a roll-up is never replaced by one of fewer. */
    private static final String INTO = """
        insert into %1$s (series, at, count, sum, min, max, first_at, first, last_at, last, increase)
        %2$s
        on conflict (series, at) do update set
          count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max,
          first_at = excluded.first_at, first = excluded.first, last_at = excluded.last_at, last = excluded.last,
          increase = excluded.increase
        where excluded.count >= %1$s.count\
        """;

    /** Samples from $1 until before $2 into minutes. */
    static final String ROLL_MINUTE = INTO.formatted(
            "rollup_minute",
            "select server_series(server_id, metric), " + COLUMNS + " from ("
                    + joined(
                            "server_id, metric",
                            "interval '1 minute'",
                            "timestamptz 'epoch'",
                            SAMPLES.formatted("server_id, metric", "at >= $1 and at < $2"))
                    + ") minutes");

    /** Minutes from $1 until before $2 into hours. */
    static final String ROLL_HOUR = INTO.formatted(
            "rollup_hour",
            "select series, " + COLUMNS + " from ("
                    + joined(
                            "series",
                            "interval '1 hour'",
                            "timestamptz 'epoch'",
                            "select series, " + COLUMNS + " from rollup_minute where at >= $1 and at < $2")
                    + ") hours");

    /** Hours that were made elsewhere, by columns. */
    static final String WRITE_HOURS = INTO.formatted("rollup_hour", """
        select * from unnest($1::uuid[], $2::timestamptz[], $3::int8[], $4::float8[], $5::float8[], $6::float8[],
          $7::timestamptz[], $8::float8[], $9::timestamptz[], $10::float8[], $11::float8[])
        order by 1, 2\
        """);

    /** Minutes of series of accounts that were written before there were blocks: of series $1, from $2 until before $3. */
    static final String READ_EARLIER =
            "select series, " + COLUMNS + " from rollup_minute where series = any($1::uuid[]) and at >= $2 and at < $3";

    private static final String STEPS = " order by 1, 2 limit $6";

    /** Of servers $1 and the metric $2, from $3 until before $4, steps of $5 counted from $7, at most $6 rows. */
    static final String READ_SAMPLES = joined(
                    "key",
                    "$5::text::interval",
                    "$7::timestamptz",
                    SAMPLES.formatted(
                            "server_id as key", "server_id = any($1::text[]) and metric = $2 and at >= $3 and at < $4"))
            + STEPS;

    /** The same from minutes. */
    static final String READ_MINUTES = readRolledUp("rollup_minute");

    /** The same from hours; without a metric $1 are ids of series. */
    static final String READ_HOURS = readRolledUp("rollup_hour");

    /** The percentile $8 of the samples of each step. */
    static final String PERCENTILES = """
        select server_id as key, date_bin($5::text::interval, at, $7::timestamptz) as at,
               percentile_cont($8::float8) within group (order by value) as value
        from sample
        where server_id = any($1::text[]) and metric = $2 and at >= $3 and at < $4
          and value not in ('NaN', 'Infinity', '-Infinity')
        group by 1, 2\
        """ + STEPS;

    private RollupSql() {}

    private static String readRolledUp(String table) {
        return joined(
                        "key",
                        "$5::text::interval",
                        "$7::timestamptz",
                        "select asked.key, " + COLUMNS + " from unnest($1::text[]) as asked(key) join " + table
                                + " on series = case when $2::text is null then asked.key::uuid"
                                + " else server_series(asked.key, $2::text) end where at >= $3 and at < $4")
                + STEPS;
    }

    private static String joined(String key, String step, String origin, String parts) {
        return JOINED.formatted(key, step, origin, parts);
    }
}
