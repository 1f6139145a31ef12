-- A ticket is new, open, pending, on-hold, solved or closed.
create table tickets (
    id                text primary key,
    account_id        text,
    subject           text not null,
    severity          text not null,
    opened_by_kind    text not null,
    opened_by_id      text not null,
    server_id         text,
    group_id          text,
    correlation_id    text not null,
    follows_ticket_id text references tickets (id),
    dedup_key         text,
    reports           integer not null,
    state             text not null check (state in ('new', 'open', 'pending', 'on-hold', 'solved', 'closed')),
    because           text,
    opened_at         timestamptz not null,
    updated_at        timestamptz not null,
    solved_at         timestamptz,
    closed_at         timestamptz,
    version           bigint not null,
    check ((state in ('solved', 'closed')) = (solved_at is not null)),
    check ((state = 'closed') = (closed_at is not null))
);

-- One fault, one open ticket.
create unique index tickets_one_open_per_fault on tickets (dedup_key) where state not in ('solved', 'closed');
create index tickets_of_fault on tickets (dedup_key, id desc);
create index tickets_of_account on tickets (account_id, id desc);
create index tickets_of_server on tickets (server_id, id desc);
create index tickets_of_group on tickets (group_id, id desc);
create index tickets_to_close on tickets (solved_at) where state = 'solved';

-- Every chain of causes that touched the ticket; the first is also on the ticket itself.
create table ticket_correlations (
    correlation_id text not null,
    ticket_id      text not null references tickets (id),
    primary key (correlation_id, ticket_id)
);

create table messages (
    id          text primary key,
    ticket_id   text not null references tickets (id),
    author_kind text not null,
    author_id   text not null,
    body        text not null,
    at          timestamptz not null
);
create index messages_of_ticket on messages (ticket_id, id);

-- The id is the ticket's and the key, so that a key is there once per ticket.
create table evidence (
    id          text primary key,
    ticket_id   text not null references tickets (id),
    key         text not null,
    kind        text not null,
    source      text not null,
    recorded_at timestamptz not null,
    content     text not null
);
create index evidence_of_ticket on evidence (ticket_id);

create table timeline_entries (
    id        text primary key,
    ticket_id text not null references tickets (id),
    key       text not null,
    at        timestamptz not null,
    what      text not null,
    detail    text not null
);
create index timeline_entries_of_ticket on timeline_entries (ticket_id, at);

-- When each server was asked for, until it is deleted.
create table server_requests (
    server_id    text primary key,
    requested_at timestamptz not null
);
