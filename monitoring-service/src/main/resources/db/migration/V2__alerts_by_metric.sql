-- A group can be judged by several metrics: one line for each, with its value and its upper and lower bound; null where the
-- one of metric, target and tolerance is all there is.
alter table monitored_group add column aims text;
alter table monitored_group add column warm_up_seconds integer not null default 0;

-- What an overload or underload was measured by; empty for other kinds. Nothing of one metric fires twice.
alter table alert add column metric text not null default '';
update alert set metric = coalesce(measurement::json ->> 'metric', '') where kind in ('OVERLOAD', 'UNDERLOAD');
drop index alert_open_once;
create unique index alert_open_once on alert (kind, scope_id, metric) where state = 'FIRING';
