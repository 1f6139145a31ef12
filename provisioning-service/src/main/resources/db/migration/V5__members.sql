-- Which member is dispensable, and how members are replaced when the template changes, as JSON; null for the defaults.
alter table server_groups add column member_rules text;
-- The revision of the template, and the update that is under way, as JSON; null for a template that never changed.
alter table server_groups add column rollout text;

-- The revision of its group's template that a server was made of.
alter table servers add column revision integer not null default 1;
-- A protected member is not deleted because its group shrinks or follows its template.
alter table servers add column is_protected boolean not null default false;
