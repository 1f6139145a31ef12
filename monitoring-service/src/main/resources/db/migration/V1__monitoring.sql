-- What provisioning's events say of groups and servers.
create table monitored_group (
    id text primary key,
    account_id text,
    name text not null,
    minimum integer not null,
    metric text,
    target double precision,
    tolerance double precision,
    deleted boolean not null,
    changed_at timestamptz not null,
    version bigint not null
);
create index monitored_group_by_change on monitored_group (changed_at);

create table monitored_server (
    id text primary key,
    account_id text,
    name text not null,
    group_id text,
    state text not null check (state in ('REQUESTED', 'RUNNING', 'STOPPED', 'FAILED', 'DELETED')),
    -- Its group was shrunk by it; its end is near and wanted.
    leaving boolean not null,
    address text,
    state_since timestamptz not null,
    changed_at timestamptz not null,
    version bigint not null
);
create index monitored_server_by_change on monitored_server (changed_at);
create index monitored_server_by_group on monitored_server (group_id);

-- One row is one episode.
create table alert (
    id text primary key,
    account_id text,
    kind text not null check (kind in ('OVERLOAD', 'UNDERLOAD', 'FAILURE', 'ANOMALY')),
    group_id text,
    server_id text,
    -- The server where it is about one, otherwise the group.
    scope_id text not null,
    -- Who said so: a rule over samples, the silence of a server, or a report of another service.
    origin text not null check (origin in ('RULE', 'SILENCE', 'REPORT')),
    state text not null check (state in ('FIRING', 'RESOLVED')),
    correlation_id text not null,
    summary text not null,
    evidence text not null,
    measurement text,
    because text,
    fired_at timestamptz not null,
    seen_at timestamptz not null,
    resolved_at timestamptz,
    version bigint not null
);
-- Nothing fires twice, whoever says so and how often.
create unique index alert_open_once on alert (kind, scope_id) where state = 'FIRING';
create index alert_by_account on alert (account_id, id);
create index alert_by_group on alert (group_id, id);
create index alert_by_server on alert (server_id, id);

create table alert_transition (
    id bigint generated always as identity primary key,
    alert_id text not null references alert (id),
    transition text not null,
    because text not null,
    measurement text,
    at timestamptz not null
);
create index alert_transition_by_alert on alert_transition (alert_id, id);

-- Up to where the samples of a partition had their effect on alerts, and who may go on from there.
create table judged_partition (
    partition integer primary key,
    owner text not null,
    next_offset bigint not null
);

-- Raw samples, in partitions of an hour that are dropped whole.
create table sample (
    server_id text not null,
    metric text not null,
    at timestamptz not null,
    value double precision not null,
    accepted_at timestamptz not null,
    primary key (server_id, metric, at)
) partition by range (at);

-- For samples that were accepted long before they could be written.
create table sample_default partition of sample default;

-- Makes the partitions from two hours ago to two hours ahead and drops what the retention is over for.
create function maintain_sample_partitions(retention interval) returns void language plpgsql as $$
declare
    first_hour timestamptz;
    name text;
    old record;
begin
    perform pg_advisory_xact_lock(hashtext('maintain_sample_partitions'));
    for hour in -2..2 loop
        first_hour := date_trunc('hour', now(), 'UTC') + make_interval(hours => hour);
        name := 'sample_' || to_char(first_hour at time zone 'UTC', 'YYYYMMDDHH24');
        if to_regclass(name) is null then
            execute format('create table %I partition of sample for values from (%L) to (%L)',
                name, first_hour, first_hour + interval '1 hour');
        end if;
    end loop;
    for old in
        select child.relname from pg_inherits
        join pg_class child on child.oid = inhrelid
        join pg_class parent on parent.oid = inhparent
        where parent.relname = 'sample' and child.relname <> 'sample_default'
          and to_timestamp(substring(child.relname from 8) || '+00', 'YYYYMMDDHH24TZH') + interval '1 hour'
              < now() - greatest(retention, interval '2 hours')
    loop
        execute format('drop table %I', old.relname);
    end loop;
    delete from sample_default where at < now() - retention;
end
$$;
