-- Rows of these kinds are written once: facts, prices, finalized invoices and the ledger.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'expected no % of %: its rows never change', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

-- True while the row was inserted by the running transaction, for whatever is complete once its transaction is.
create function inserted_now(row_xmin xid) returns boolean language sql as $$
    select row_xmin::text::bigint = (pg_current_xact_id()::text::bigint & 4294967295)
$$;

-- meter

create table server_fact (
    event_id text primary key,
    kind text not null,
    server_id text not null,
    account_id text not null,
    group_id text,
    plan_id text not null,
    occurred_at timestamptz not null,
    correlation_id text not null,
    recorded_at timestamptz not null
);
create index server_fact_of_server on server_fact (server_id);
create trigger server_fact_never_changes before update or delete or truncate on server_fact
    for each statement execute function refuse_change();

-- One row per server. Its lock orders facts and invoices; settled = everything known of the server is invoiced.
create table metered_server (
    server_id text primary key,
    account_id text not null,
    settled boolean not null
);
create index metered_server_unsettled on metered_server (account_id, server_id) where not settled;

-- What follows from the facts; can be computed again from them at any time.
create table usage_segment (
    id text primary key,
    server_id text not null,
    account_id text not null,
    group_id text,
    plan_id text not null,
    from_at timestamptz not null,
    to_at timestamptz,
    from_second bigint not null,
    to_second bigint,
    start_correlation_id text not null,
    end_correlation_id text
);
create index usage_segment_of_server on usage_segment (server_id);
create index usage_segment_of_account on usage_segment (account_id, id);
create index usage_segment_by_time on usage_segment (account_id, to_second);

-- price

create table price (
    id text primary key,
    plan_id text not null,
    per_hour numeric not null check (per_hour >= 0),
    currency text not null,
    effective_from timestamptz not null check (effective_from = to_timestamp(floor(extract(epoch from effective_from)))),
    correlation_id text not null,
    unique (plan_id, effective_from)
);
create trigger price_never_changes before update or delete or truncate on price
    for each statement execute function refuse_change();

-- Prices whose taking effect was published as an event.
create table price_publication (
    price_id text primary key references price (id),
    published_at timestamptz not null
);

insert into price (id, plan_id, per_hour, currency, effective_from, correlation_id) values
    ('prc_01jcqse6000000000000000001', 'nano', 3.60, 'EUR', '2020-01-01T00:00:00Z', 'seeded-prices'),
    ('prc_01jcqse6000000000000000002', 'small', 9.00, 'EUR', '2020-01-01T00:00:00Z', 'seeded-prices'),
    ('prc_01jcqse6000000000000000003', 'medium', 18.00, 'EUR', '2020-01-01T00:00:00Z', 'seeded-prices'),
    ('prc_01jcqse6000000000000000004', 'large', 36.00, 'EUR', '2020-01-01T00:00:00Z', 'seeded-prices');

-- ledger

create table ledger_transaction (
    id text primary key,
    kind text not null,
    reference text not null,
    account_id text not null,
    correlation_id text not null,
    occurred_at timestamptz not null,
    unique (kind, reference)
);
create table ledger_entry (
    id text primary key,
    transaction_id text not null references ledger_transaction (id),
    ledger_account text not null,
    amount_minor bigint not null,
    currency text not null
);
create index ledger_entry_of_transaction on ledger_entry (transaction_id);
create index ledger_entry_of_account on ledger_entry (ledger_account);
create trigger ledger_transaction_never_changes before update or delete or truncate on ledger_transaction
    for each statement execute function refuse_change();
create trigger ledger_entry_never_changes before update or delete or truncate on ledger_entry
    for each statement execute function refuse_change();

create function ledger_entry_belongs() returns trigger language plpgsql as $$
begin
    if not exists (select from ledger_transaction t where t.id = new.transaction_id and inserted_now(t.xmin)) then
        raise exception 'expected no entry for ledger transaction %: it is complete', new.transaction_id
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger ledger_entry_belongs before insert on ledger_entry
    for each row execute function ledger_entry_belongs();

create function ledger_transaction_balances() returns trigger language plpgsql as $$
begin
    if (select count(*) from ledger_entry where transaction_id = new.id) < 2
        or exists (select from ledger_entry where transaction_id = new.id group by currency having sum(amount_minor) <> 0)
    then
        raise exception 'expected the entries of ledger transaction % to sum to zero', new.id
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end
$$;
create constraint trigger ledger_transaction_balances after insert on ledger_transaction
    deferrable initially deferred for each row execute function ledger_transaction_balances();

-- invoice

-- One row per account that was ever metered. Its lock orders the account's invoices.
create table billed_account (
    account_id text primary key,
    draft_id text not null unique,
    invoiced_until timestamptz
);

-- The next number, taken in the transaction that uses it: a rollback gives it back, so there are no gaps.
create table invoice_number (
    only_row boolean primary key default true check (only_row),
    next bigint not null
);
insert into invoice_number (next) values (1);

create table invoice (
    id text primary key,
    number bigint not null unique,
    account_id text not null,
    period_start timestamptz not null,
    period_end timestamptz not null,
    currency text not null,
    total_minor bigint not null check (total_minor >= 0),
    finalized_at timestamptz not null,
    correlation_id text not null,
    check (period_start < period_end),
    unique (account_id, period_end)
);
create index invoice_of_account on invoice (account_id, id);
create table invoice_line (
    id text primary key,
    invoice_id text not null references invoice (id),
    position int not null,
    kind text not null,
    server_id text not null,
    group_id text,
    plan_id text not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    seconds bigint not null,
    amount_minor bigint not null,
    charges text not null,
    start_correlation_id text not null,
    end_correlation_id text,
    unique (invoice_id, position),
    check (abs(seconds) = extract(epoch from to_at) - extract(epoch from from_at))
);
create index invoice_line_of_server on invoice_line (server_id);
create trigger invoice_never_changes before update or delete or truncate on invoice
    for each statement execute function refuse_change();
create trigger invoice_line_never_changes before update or delete or truncate on invoice_line
    for each statement execute function refuse_change();

create function invoice_line_belongs() returns trigger language plpgsql as $$
begin
    if not exists (select from invoice i where i.id = new.invoice_id and inserted_now(i.xmin)) then
        raise exception 'expected no line for invoice %: it is finalized', new.invoice_id
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger invoice_line_belongs before insert on invoice_line
    for each row execute function invoice_line_belongs();

create function invoice_adds_up() returns trigger language plpgsql as $$
begin
    if new.total_minor <> (select coalesce(sum(amount_minor), 0) from invoice_line where invoice_id = new.id) then
        raise exception 'expected invoice % to be the sum of its lines', new.id
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end
$$;
create constraint trigger invoice_adds_up after insert on invoice
    deferrable initially deferred for each row execute function invoice_adds_up();

-- What became of a finalized invoice; the invoice itself never changes.
create table invoice_outcome (
    invoice_id text primary key references invoice (id),
    outcome text not null,
    payment_id text,
    decided_at timestamptz not null
);
create trigger invoice_outcome_never_changes before update or delete or truncate on invoice_outcome
    for each statement execute function refuse_change();

-- payment

create table payment (
    id text primary key,
    invoice_id text not null references invoice (id),
    account_id text not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    payment_method text not null,
    state text not null,
    processor_reference text,
    decline_reason text,
    attempts int not null,
    next_attempt_at timestamptz not null,
    created_at timestamptz not null,
    decided_at timestamptz,
    correlation_id text not null
);
create index payment_of_invoice on payment (invoice_id, id);
create unique index payment_at_most_one_per_invoice on payment (invoice_id) where state <> 'DECLINED';
create index payment_undecided on payment (next_attempt_at) where state in ('PENDING', 'UNKNOWN');

create function payment_is_decided_once() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.state in ('SUCCEEDED', 'DECLINED') then
        raise exception 'expected no % of payment %: it is decided', tg_op, old.id
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger payment_is_decided_once before update or delete on payment
    for each row execute function payment_is_decided_once();

-- budget

-- One row per account that ever had a budget. Its lock orders what is said about the account's spending.
create table spending_account (
    account_id text primary key,
    checked_at timestamptz not null,
    budgets int not null
);
create index spending_account_due on spending_account (checked_at) where budgets > 0;

create table budget (
    id text primary key,
    account_id text not null references spending_account (account_id),
    limit_amount numeric not null check (limit_amount > 0),
    currency text not null,
    period text not null,
    period_start timestamptz not null,
    crossed_percent int not null,
    correlation_id text not null,
    version bigint not null,
    created_at timestamptz not null
);
create index budget_of_account on budget (account_id, id);
