-- Rules of accounts over their series. Deleted ones are kept, so that every judge learns of it.
create table account_rule (
    id text primary key,
    account_id text not null,
    definition text not null,
    enabled boolean not null,
    deleted boolean not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    version bigint not null
);
create index account_rule_by_account on account_rule (account_id, id) where not deleted;
create index account_rule_by_change on account_rule (changed_at);

-- Which built-in rules an account does not want.
create table rule_switch (
    account_id text not null,
    rule_id text not null,
    enabled boolean not null,
    changed_at timestamptz not null,
    primary key (account_id, rule_id)
);
create index rule_switch_by_change on rule_switch (changed_at);

-- Where rules stand with what they judge, as far as it is not inactive: what the next judge goes on from. Times are microseconds.
create table rule_standing (
    rule_id text not null,
    -- A hash of the account and the labels of what is judged.
    subject_key text not null,
    account_id text,
    labels text not null,
    server_id text,
    group_id text,
    -- The key of the records that its samples come in, which says who judges it.
    record_key text not null,
    phase text not null check (phase in ('PENDING', 'FIRING', 'CLEARING')),
    missing boolean not null,
    since bigint not null,
    since_accepted bigint not null,
    cleared_at bigint not null,
    cleared_accepted bigint not null,
    heard bigint not null,
    value double precision not null,
    primary key (rule_id, subject_key)
);

-- The words for kinds grow with what is judged: the code knows them.
alter table alert drop constraint if exists alert_kind_check;
-- JSON of the rule that an alert is of; null for others.
alter table alert add column rule text;
