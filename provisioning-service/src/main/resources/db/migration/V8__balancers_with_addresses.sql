-- On Kubernetes, each group's balancer has an address to itself: only those that share this host's address share its ports.
alter table balancers add column own_address boolean not null default false;
alter table balancers drop constraint balancers_port_key;
create unique index balancers_by_port on balancers (port) where not own_address;
