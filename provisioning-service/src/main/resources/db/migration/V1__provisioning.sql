create table plans (
    id text primary key,
    vcpus numeric not null,
    memory_megabytes integer not null,
    position integer not null
);
insert into plans (id, vcpus, memory_megabytes, position) values
    ('nano', 0.1, 64, 1), ('small', 0.25, 128, 2), ('medium', 0.5, 256, 3), ('large', 1, 512, 4);

create table images (id text primary key, description text not null);
insert into images (id, description) values ('workload-1', 'A small web server that reports its own figures');

create table locations (id text primary key, description text not null);
insert into locations (id, description) values ('local', 'This machine');

-- What billing published; the newest of those in effect is shown.
create table prices (
    plan_id text not null,
    effective_from timestamptz not null,
    price_id text not null,
    amount text not null,
    currency text not null,
    primary key (plan_id, effective_from)
);

-- Accounts that may spend no more.
create table spend_limits (
    account_id text primary key,
    budget_id text not null,
    because text not null,
    reached_at timestamptz not null
);

create table server_groups (
    id text primary key,
    account_id text not null,
    name text not null,
    plan_id text not null,
    image_id text not null,
    location_id text not null,
    minimum integer not null,
    maximum integer not null,
    metric text,
    target double precision,
    tolerance double precision,
    stabilization_seconds integer not null,
    warm_up_seconds integer not null,
    state text not null,
    since timestamptz not null,
    desired integer not null,
    suspended boolean not null,
    memory text not null,
    next_check_at timestamptz,
    created_at timestamptz not null,
    version bigint not null
);
create index server_groups_of_account on server_groups (account_id, id);
create index server_groups_to_check on server_groups (next_check_at) where next_check_at is not null;

create table activities (
    id text primary key,
    group_id text not null,
    account_id text not null,
    kind text not null,
    reason text,
    because text not null,
    from_size integer not null,
    to_size integer not null,
    wished integer not null,
    figures text,
    server_ids text not null,
    correlation_id text not null,
    happened_at timestamptz not null
);
create index activities_of_group on activities (group_id, id);

create table servers (
    id text primary key,
    account_id text not null,
    name text not null,
    group_id text,
    plan_id text not null,
    image_id text not null,
    location_id text not null,
    replaces text not null,
    created_at timestamptz not null,
    state text not null,
    since timestamptz not null,
    address text,
    answered_at timestamptz,
    because text,
    exit_status integer,
    last_log_lines text,
    observed_by text,
    not_before timestamptz,
    correlation_id text not null,
    causation_id text,
    traceparent text,
    next_attempt_at timestamptz,
    attempts integer not null,
    leased_until timestamptz,
    lease_owner text,
    version bigint not null
);
create index servers_of_account on servers (account_id, id);
create index servers_of_group on servers (group_id, id) where state <> 'deleted';
-- Only servers with something to do are in it, so those without cost nothing.
create index servers_to_reconcile on servers (next_attempt_at) where next_attempt_at is not null;
create index servers_running on servers (id) where state = 'running';
