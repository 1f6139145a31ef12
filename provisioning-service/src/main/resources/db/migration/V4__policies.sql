-- Policies and what limits them, as JSON; null for the default.
alter table server_groups add column scaling text;

-- What an evaluation saw, wished and was limited by, as JSON. Repeats of one outcome are one row.
alter table activities add column evaluation text;
alter table activities add column last_at timestamptz;
alter table activities add column repeats integer not null default 0;

-- How much load a group carried, for forecasts and simulations: one row for each metric and time bucket.
create table group_loads (
    group_id text not null,
    metric text not null,
    at timestamptz not null,
    mean double precision not null,
    peak double precision not null,
    -- How many figures are in it; none where nothing was found too high or too low.
    figures integer not null,
    primary key (group_id, metric, at)
);
create index group_loads_by_time on group_loads (at);
