-- Work is taken a location at a time, those servers first that wait longest. Only servers with something to do are in it.
drop index servers_to_reconcile;
create index servers_to_reconcile on servers (location_id, next_attempt_at) where next_attempt_at is not null;
