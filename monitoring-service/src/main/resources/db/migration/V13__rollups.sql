-- Samples rolled up by series: what older samples are kept as, and what long ranges are answered from. The columns can be joined in the
-- order of time without loss: see io.hostmesh.monitoring.rollup.Part.
create table rollup_minute (
    series uuid not null,
    at timestamptz not null,
    count bigint not null,
    sum double precision not null,
    min double precision not null,
    max double precision not null,
    first_at timestamptz not null,
    first double precision not null,
    last_at timestamptz not null,
    last double precision not null,
    increase double precision not null,
    primary key (series, at)
) partition by range (at);
create table rollup_minute_default partition of rollup_minute default;
create index rollup_minute_by_time on rollup_minute using brin (at);

create table rollup_hour (like rollup_minute including constraints, primary key (series, at)) partition by range (at);
create table rollup_hour_default partition of rollup_hour default;

-- A minute of all samples is rolled up at once, and they come nearly in the order of time.
create index sample_by_time on sample using brin (at);

-- Minutes (level 1) and hours (level 2) that samples came for since they were rolled up. Everything before the first is rolled up.
create table rollup_due (
    level smallint not null check (level in (1, 2)),
    at timestamptz not null,
    version bigint not null,
    owner text,
    lease_until timestamptz,
    primary key (level, at)
);

-- What the series of a server's own metric is called among the others.
create function server_series(server_id text, metric text) returns uuid language sql immutable parallel safe as $$
    select encode(substring(sha256(convert_to('server' || chr(10) || server_id || chr(10) || metric, 'UTF8')) for 16), 'hex')::uuid
$$;

-- Makes the partitions from two spans ago to two ahead, and drops those whose retention is over: whole, never row by row.
-- A partition that something is still to be rolled up from stays, for as long again at most.
create function maintain_partitions(parent text, span interval, retention interval, level_from_it smallint)
returns void language plpgsql as $$
declare
    span_start timestamptz;
    name text;
    old record;
begin
    perform pg_advisory_xact_lock(hashtext('maintain_partitions' || parent));
    for ahead in -2..2 loop
        span_start := date_bin(span, now(), timestamptz 'epoch') + ahead * span;
        name := parent || '_' || to_char(span_start at time zone 'UTC', 'YYYYMMDDHH24');
        if to_regclass(name) is null then
            execute format('create table %I partition of %I for values from (%L) to (%L)',
                name, parent, span_start, span_start + span);
        end if;
    end loop;
    for old in
        select child.relname,
               to_timestamp(right(child.relname, 10) || '+00', 'YYYYMMDDHH24TZH') as starts
        from pg_inherits
        join pg_class child on child.oid = inhrelid
        join pg_class whole on whole.oid = inhparent
        where whole.relname = parent and child.relname <> parent || '_default'
    loop
        if old.starts + span < now() - greatest(retention, 2 * span) and (
            old.starts + span < now() - 2 * greatest(retention, 2 * span)
            or not exists (select from rollup_due
                where level = level_from_it and at >= old.starts and at < old.starts + span)) then
            execute format('drop table %I', old.relname);
        end if;
    end loop;
    execute format('delete from %I where at < now() - $1', parent || '_default') using retention;
end
$$;

drop function maintain_sample_partitions(interval);
