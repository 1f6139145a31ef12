-- What was asked of servers, and how it ended. What changes while an action is under way is on its server's row.
create table actions (
    id text primary key,
    server_id text not null,
    account_id text not null,
    type text not null,
    plan_id text,
    outcome text,
    attempts integer not null,
    percent integer not null,
    step text not null,
    problem_type text,
    problem_detail text,
    superseded_by text,
    correlation_id text not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz
);
create index actions_of_server on actions (server_id, id);
create index actions_to_forget on actions (finished_at) where finished_at is not null;

alter table servers
    add column action_id text,
    add column action_started_at timestamptz,
    -- Why the present step was put off last.
    add column last_problem text,
    add column generation integer not null default 1,
    -- While its machine is resized: the plan to be, and whether it is powered on again after that.
    add column to_plan_id text,
    add column to_plan_version integer not null default 1,
    -- While its machine is resized or rebuilt: whether it was running before.
    add column in_use boolean,
    -- While it is powered off: where it answered, should that prove to be impossible.
    add column former_address text,
    add column former_since timestamptz;

create index servers_stopped on servers (id) where state = 'stopped';

update servers set former_address = 'unknown', former_since = since where state = 'stopping';
