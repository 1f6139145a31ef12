-- An alert can be pending before it fires: what its rule looks for holds, but not yet for long enough.
alter table alert drop constraint alert_state_check;
alter table alert add constraint alert_state_check check (state in ('PENDING', 'FIRING', 'RESOLVED'));
alter table alert add column pending_at timestamptz;
create unique index alert_pending_once on alert (kind, scope_id, metric) where state = 'PENDING';
-- The firing alert takes the place, the id and the history of the pending one, in one transaction.
alter table alert_transition drop constraint alert_transition_alert_id_fkey;
alter table alert_transition add constraint alert_transition_alert_id_fkey
    foreign key (alert_id) references alert (id) deferrable initially deferred;
