create table check_row (
    id text primary key,
    account_id text not null,
    name text not null,
    -- What is asked for, as JSON.
    definition text not null,
    state text not null check (state in ('UNKNOWN', 'PASSING', 'FAILING')),
    state_since timestamptz not null,
    because text,
    created_at timestamptz not null,
    version bigint not null
);
create index check_row_by_account on check_row (account_id, id);

-- Where a check is run next, and by whom: an instance that dies loses its lease, and another one of the place goes on.
create table check_turn (
    check_id text not null references check_row (id) on delete cascade,
    place text not null,
    next_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    primary key (check_id, place)
);
create index check_turn_by_time on check_turn (place, next_at);

create table check_result (
    check_id text not null references check_row (id) on delete cascade,
    place text not null,
    at timestamptz not null,
    verdict text not null check (verdict in ('PASSED', 'FAILED', 'NOT_AVAILABLE')),
    latency_millis double precision not null,
    because text,
    primary key (check_id, place, at)
);

-- Places at which checks can be run.
create table check_place (
    place text primary key,
    seen_at timestamptz not null
);

-- An alert can be about a check, and the words for origins grow with what is judged: the code knows them.
alter table alert add column check_id text;
alter table alert add column results text;
alter table alert drop constraint if exists alert_origin_check;
