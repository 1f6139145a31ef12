-- Diagnoses of servers for as long as a ticket can still open that they belong to.
create table held_diagnoses (
    id             text primary key,
    account_id     text not null,
    server_id      text not null,
    correlation_id text not null,
    finished_at    timestamptz not null,
    -- Whether a ticket has it: then only one of the same chain of causes still takes it.
    taken          boolean not null,
    content        text not null
);
create index held_diagnoses_of_server on held_diagnoses (server_id);
create index held_diagnoses_to_forget on held_diagnoses (finished_at);
