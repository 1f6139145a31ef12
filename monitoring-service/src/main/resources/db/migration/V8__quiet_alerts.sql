alter table alert
    -- Where its server was when it fired. The location_id is of alerts about a whole location.
    add column server_location_id text,
    -- JSON: what rules gave it as labels, without those that every alert has.
    add column labels text not null default '{}',
    -- JSON of the contracts' notice: its outage and what mutes it, as of the last look; null for alerts of before.
    add column notice text,
    -- Whether people were to be told that it fires. A recovery is told if and only if its firing was.
    add column told boolean not null default true,
    -- That its condition flaps was told, and not yet that it stopped; only ever so of a condition's newest episode.
    add column flapping boolean not null default false;
-- The episodes of a condition, the newest first.
create index alert_by_condition on alert (scope_id, kind, metric, id desc);
create index alert_firing on alert (id) where state = 'FIRING';
create index alert_flapping on alert (id) where flapping and state = 'RESOLVED';

-- JSON: the samples that made it so.
alter table alert_transition add column samples text not null default '[]';

create table silence (
    id text primary key,
    -- Null for the operator's, which is about every account's alerts.
    account_id text,
    -- JSON: matchers as texts such as server="srv_1".
    matchers text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    comment text not null,
    author text not null,
    created_at timestamptz not null,
    version bigint not null
);
create index silence_by_end on silence (ends_at);
create index silence_by_account on silence (account_id, id);

-- Planned work, as ticket-service's events say.
create table maintenance (
    id text primary key,
    account_id text,
    title text not null,
    location_id text,
    -- JSON: ids.
    group_ids text not null,
    server_ids text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    completed boolean not null,
    -- When the newest event that counted happened.
    changed_at timestamptz not null,
    version bigint not null
);
create index maintenance_by_end on maintenance (ends_at) where not completed;
