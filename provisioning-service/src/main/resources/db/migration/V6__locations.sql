-- The sweep reads the servers of a location in the order of their ids, a page at a time.
drop index servers_running;
create index servers_to_sweep on servers (location_id, state, id);
