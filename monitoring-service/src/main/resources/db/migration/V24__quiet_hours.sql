-- Since when what is marked waits to be rolled up, and when it was marked last: an hour is rolled up when no more comes of it.
alter table rollup_due
    add column waits_since timestamptz not null default now(),
    add column marked_at timestamptz not null default now();
