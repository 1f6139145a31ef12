-- What was looked at where something was wrong, and what was found.
create table diagnosis (
    id text primary key,
    account_id text not null,
    server_id text,
    check_id text,
    -- Where packets go, or null where there is nowhere to send them.
    host text,
    place text not null,
    reason text not null,
    state text not null check (state in ('WAITING', 'RUNNING', 'DONE')),
    attempts integer not null,
    -- An instance that dies loses its lease, and another one of the place begins anew.
    leased_by text,
    leased_until timestamptz,
    -- JSON.
    findings text,
    way_back text,
    created_at timestamptz not null,
    finished_at timestamptz
);
create index diagnosis_by_account on diagnosis (account_id, id);
create index diagnosis_to_be_made on diagnosis (place, created_at) where state <> 'DONE';
