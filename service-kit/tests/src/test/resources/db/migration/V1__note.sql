create table note (
    id text primary key,
    account_id text not null,
    content text not null,
    version bigint not null
);
create table echo (
    ticket_id text not null,
    event_id text not null,
    position bigint generated always as identity primary key,
    summary text not null
);
