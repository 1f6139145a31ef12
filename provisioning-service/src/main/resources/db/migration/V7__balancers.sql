-- Groups with one address for all members.
create table balancers (
    group_id text primary key,
    location_id text not null,
    port integer not null unique,
    chosen boolean not null,
    drain_seconds integer not null,
    problem text
);

-- The one instance that changes balancers.
create table balancer_lease (
    id smallint primary key,
    owner text not null,
    leased_until timestamptz not null
);

-- Up to then, a member that is to be deleted may keep its connections.
alter table servers add column drain_until timestamptz;
