-- The series of accounts that minutes are kept of; those of servers' own metrics are found by server_series.
create table metric_series (
    id uuid primary key,
    account_id text not null,
    metric text not null,
    labels jsonb not null,
    seen_at timestamptz not null
);
create index metric_series_by_metric on metric_series (account_id, metric, seen_at);
create index metric_series_by_sight on metric_series using brin (seen_at);
