alter table alert
    -- JSON: what the sender of an alert that we received says of it, by name.
    add column annotations text not null default '{}',
    -- Where its sender judged it: http or https.
    add column generator_url text,
    -- When it began and ended by its sender, but never after we heard of it; null where nobody said so. The fired_at and
    -- resolved_at are by our clock.
    add column began_at timestamptz,
    add column ended_at timestamptz;
