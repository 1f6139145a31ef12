-- The customers of the installation.
create table account (
    id         text primary key,
    name       text not null,
    created_at timestamptz not null
);

-- The customers' API keys. The operator's own key comes from the environment.
create table api_key (
    key_id      text primary key,
    account_id  text not null references account (id),
    name        text not null,
    secret_hash text not null,
    created_at  timestamptz not null,
    revoked_at  timestamptz
);
create index api_key_account on api_key (account_id, key_id);
-- Every instance asks for what was revoked of late, twice a second.
create index api_key_revoked on api_key (revoked_at) where revoked_at is not null;

-- Servers whose own token is void, kept for ever: their tokens have no expiry.
create table void_server (
    server_id text primary key,
    because   text not null,
    voided_at timestamptz not null
);
create index void_server_voided on void_server (voided_at);

-- Who changed what. Rows are only ever inserted.
create table audit_entry (
    id             text primary key,
    account_id     text,
    actor_kind     text not null,
    actor_id       text not null,
    method         text not null,
    path           text not null,
    status         int  not null,
    correlation_id text not null,
    occurred_at    timestamptz not null
);
create index audit_entry_account on audit_entry (account_id, id);

-- Everything that happened, in the order in which it became visible here: positions are handed out under a lock that is
-- held until commit, so that no reader ever sees position n + 1 before n.
create sequence event_position;
create table event_entry (
    position       bigint primary key,
    id             text not null unique,
    type           text not null,
    source         text not null,
    subject        text not null,
    account_id     text,
    correlation_id text not null,
    causation_id   text,
    time           timestamptz not null,
    arrived_at     timestamptz not null,
    data           text not null
);
create index event_entry_account on event_entry (account_id, position);
create index event_entry_correlation on event_entry (correlation_id, position);
create index event_entry_subject on event_entry (subject, position);
create index event_entry_type on event_entry (type, position);
create index event_entry_arrived on event_entry (arrived_at);
