-- What customers have asked for their metrics. Any instance asks a target that is due, under a lease.
create table scrape_target (
    id text primary key,
    account_id text not null,
    job text not null,
    url text not null,
    server_id text,
    -- JSON: labels that each of its series gets.
    labels text not null,
    interval_seconds integer not null,
    timeout_seconds integer not null,
    honour_timestamps boolean not null,
    -- Its series are ended, then the row is deleted.
    ending boolean not null,
    next_at timestamptz not null,
    lease_owner text,
    lease_until timestamptz,
    -- The series of its last answer, packed.
    series bytea,
    last_at timestamptz,
    last_failure text,
    last_samples integer not null,
    last_millis bigint not null,
    created_at timestamptz not null,
    version bigint not null
);
create index scrape_target_by_account on scrape_target (account_id, id);
create index scrape_target_by_time on scrape_target (next_at);
