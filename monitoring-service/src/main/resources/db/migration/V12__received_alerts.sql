-- Alerts that other systems send: the last episode of each.
create table received_alert (
    -- The account and a hash of the labels.
    id text primary key,
    account_id text not null,
    -- What the alert was opened about.
    server_id text,
    group_id text,
    starts_at timestamptz not null,
    firing boolean not null,
    ended_by_sender boolean not null,
    -- When it is over unless it is repeated.
    until timestamptz not null,
    version bigint not null
);
create index received_alert_by_end on received_alert (firing, until);
create index received_alert_by_account on received_alert (account_id) where firing;
