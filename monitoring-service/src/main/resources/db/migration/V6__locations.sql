-- Where a server is; null for those that were learned of before this was kept.
alter table monitored_server add column location_id text;

-- A failure can be that of a whole location.
alter table alert add column location_id text;
