-- What the judge of a partition knew of its samples up to an offset: whoever takes the partition over reads only what came after.
create table judge_snapshot (
    partition integer primary key,
    next_offset bigint not null,
    content bytea not null
);
-- It is compressed already.
alter table judge_snapshot alter column content set storage external;
