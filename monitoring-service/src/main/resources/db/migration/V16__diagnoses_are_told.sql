-- What a diagnosis belongs to: the chain of causes that its event continues, and the alert that began it.
alter table diagnosis add column correlation_id text;
alter table diagnosis add column alert_id text;
-- Those that send nothing can be made anywhere.
create index diagnosis_without_a_path on diagnosis (created_at) where state <> 'DONE' and host is null;
