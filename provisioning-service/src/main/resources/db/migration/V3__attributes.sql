-- A version of a plan never changes. The catalogue shows the current one; a server keeps the one it was made with.
create table plan_versions (
    plan_id text not null references plans,
    version integer not null,
    vcpus numeric not null,
    memory_megabytes integer not null,
    published_at timestamptz not null,
    primary key (plan_id, version)
);
insert into plan_versions (plan_id, version, vcpus, memory_megabytes, published_at)
    select id, 1, vcpus, memory_megabytes, now() from plans;
alter table plans
    drop column vcpus,
    drop column memory_megabytes,
    add column current_version integer not null default 1,
    add column retired_at timestamptz,
    add column scarce boolean not null default false,
    add column changes bigint not null default 1,
    add unique (position);

-- How many servers of a scarce plan a location has machines for; none where it is not told.
create table plan_units (
    plan_id text not null references plans,
    location_id text not null references locations,
    units integer not null,
    primary key (plan_id, location_id)
);

alter table locations add column takes_new_servers boolean not null default true;
-- Ids with commas between them; null offers an image in every location, and on machines of every driver.
alter table images add column locations text, add column drivers text;

-- Labels are a JSON object of texts, SSH keys are ids with commas between them.
alter table servers
    add column plan_version integer not null default 1,
    add column labels text not null default '{}',
    add column ssh_keys text not null default '',
    add column has_user_data boolean not null default false,
    add column deletion_protection boolean not null default false;
alter table server_groups
    add column labels text not null default '{}',
    add column ssh_keys text not null default '',
    add column has_user_data boolean not null default false,
    add column deletion_protection boolean not null default false;

-- A name is free again as soon as its bearer is being deleted. Members get their names from their group.
create unique index servers_by_name on servers (account_id, name)
    where group_id is null and state not in ('deleting', 'deleted');
create unique index groups_by_name on server_groups (account_id, name) where state = 'active';
create index servers_in_use on servers (account_id, plan_id, plan_version) where state <> 'deleted';
create index servers_by_plan on servers (plan_id, location_id) where state <> 'deleted';

create table ssh_keys (
    id text primary key,
    account_id text not null,
    name text not null,
    public_key text not null,
    fingerprint text not null,
    labels text not null default '{}',
    created_at timestamptz not null,
    version bigint not null,
    unique (account_id, name),
    unique (account_id, fingerprint)
);
create index ssh_keys_of_account on ssh_keys (account_id, id);

-- What a server, or each new member of a group, is told at its first start. It may hold secrets.
create table user_data (
    owner_id text primary key,
    account_id text not null,
    content text not null
);

-- A row is also what is locked while an account's use is counted; nulls stand for the installation's limits.
create table quotas (
    account_id text primary key,
    servers integer,
    vcpus numeric,
    memory_megabytes bigint,
    server_groups integer,
    version bigint not null default 1
);

-- Machines of failed servers of scarce plans, until an operator clears them.
create table quarantine (
    id text primary key,
    server_id text not null,
    account_id text not null,
    plan_id text not null,
    location_id text not null,
    because text not null,
    since timestamptz not null,
    state text not null,
    server_deleted_at timestamptz,
    cleared_by text,
    cleared_at timestamptz,
    leased_until timestamptz
);
create unique index quarantine_of_server on quarantine (server_id) where state <> 'cleared';
create index quarantine_to_wipe on quarantine (id) where state = 'clearing';
create index quarantine_by_plan on quarantine (plan_id, location_id) where state <> 'cleared';
