-- Records on their way to Kafka. Rows live for milliseconds, so the table is vacuumed by their number, not by a share.
create table outbox (
    position bigint generated always as identity primary key,
    event_id uuid not null,
    shard smallint not null,
    topic text not null,
    record_key text not null,
    headers text not null,
    payload bytea not null,
    appended_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Events that had their effect.
create table inbox (
    consumer text not null,
    event_id uuid not null,
    received_at timestamptz not null,
    primary key (consumer, event_id)
);
create index inbox_by_age on inbox using brin (received_at);

-- Requests with an Idempotency-Key and the replies to them.
create table idempotency (
    owner text not null,
    idempotency_key text not null,
    fingerprint text not null,
    status smallint,
    location text,
    body text,
    created_at timestamptz not null,
    primary key (owner, idempotency_key)
);
create index idempotency_by_age on idempotency using brin (created_at);
