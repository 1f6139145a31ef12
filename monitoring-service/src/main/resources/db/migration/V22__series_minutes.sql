-- Minutes of accounts' series, many in a row: see io.hostmesh.monitoring.rollup.MinuteBlock for the content and IdTree for the nodes.
-- Those that were written before stay in rollup_minute, where they are read until their retention is over.
create sequence series_minutes_id;
create table series_minutes (
    account_id text not null,
    -- The hour that all of these minutes are of.
    at timestamptz not null,
    -- All of these series have the same first bits of their ids.
    node integer not null check (node >= 1),
    id bigint not null default nextval('series_minutes_id'),
    -- Written when the hour was rolled up, in place of those before it; others are yet to be.
    merged boolean not null,
    minutes integer not null check (minutes > 0),
    content bytea not null,
    primary key (account_id, at, node, id)
) partition by range (at);
-- Ids are half of it and cannot be compressed.
alter table series_minutes alter column content set storage external;
create table series_minutes_default partition of series_minutes default;
create index series_minutes_to_merge on series_minutes (at, account_id) where not merged;
