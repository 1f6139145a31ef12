-- Samples that were there before there were roll-ups are rolled up as well: what is not marked counts as rolled up.
insert into rollup_due (level, at, version)
select 1, date_trunc('minute', at), 1 from sample group by date_trunc('minute', at)
on conflict do nothing;
