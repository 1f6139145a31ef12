-- What accounts' servers count against their quotas, as changes that are summed: who asks for more reads a few rows instead of every server, and
-- who makes or deletes servers waits for nobody. Where an account has many of these rows, they are folded into one.
create table server_use (
    account_id text not null,
    servers bigint not null,
    vcpus numeric not null,
    memory_megabytes bigint not null
);
create index server_use_of_account on server_use (account_id);

-- A server counts in any state but deleted, and one that is being resized as the larger of both plans.
create function use_of_server(state text, plan_id text, plan_version integer, to_plan_id text, to_plan_version integer)
    returns table (servers bigint, vcpus numeric, memory_megabytes bigint) language sql stable as $$
        select 1::bigint, greatest(v.vcpus, t.vcpus), greatest(v.memory_megabytes, t.memory_megabytes)::bigint
        from plan_versions v left join plan_versions t
            on $1 = 'resizing' and t.plan_id = $4 and t.version = $5
        where v.plan_id = $2 and v.version = $3 and $1 <> 'deleted'
    $$;

create function note_use_of_added_servers() returns trigger language plpgsql as $$
    begin
        insert into server_use (account_id, servers, vcpus, memory_megabytes)
            select s.account_id, sum(u.servers), sum(u.vcpus), sum(u.memory_megabytes)
            from added s cross join lateral
                use_of_server(s.state, s.plan_id, s.plan_version, s.to_plan_id, s.to_plan_version) u
            group by s.account_id;
        return null;
    end
    $$;

create function note_use_of_changed_server() returns trigger language plpgsql as $$
    begin
        insert into server_use (account_id, servers, vcpus, memory_megabytes)
            select old.account_id, sum(c.servers), sum(c.vcpus), sum(c.memory_megabytes)
            from (
                select -w.servers, -w.vcpus, -w.memory_megabytes
                from use_of_server(old.state, old.plan_id, old.plan_version, old.to_plan_id, old.to_plan_version) w
                union all
                select i.servers, i.vcpus, i.memory_megabytes
                from use_of_server(new.state, new.plan_id, new.plan_version, new.to_plan_id, new.to_plan_version) i
            ) c (servers, vcpus, memory_megabytes)
            having count(*) > 0;
        return null;
    end
    $$;

create trigger use_of_added_servers after insert on servers
    referencing new table as added for each statement execute function note_use_of_added_servers();
create trigger use_of_changed_server after update on servers for each row
    when (((old.state = 'deleted'), (old.state = 'resizing'), old.plan_id, old.plan_version, old.to_plan_id, old.to_plan_version)
        is distinct from
        ((new.state = 'deleted'), (new.state = 'resizing'), new.plan_id, new.plan_version, new.to_plan_id, new.to_plan_version))
    execute function note_use_of_changed_server();
create trigger use_of_removed_server after delete on servers for each row
    when (old.state <> 'deleted') execute function note_use_of_changed_server();

-- The triggers keep others from changing servers up to the end of this migration, so nothing is missed.
insert into server_use (account_id, servers, vcpus, memory_megabytes)
    select s.account_id, sum(u.servers), sum(u.vcpus), sum(u.memory_megabytes)
    from servers s cross join lateral
        use_of_server(s.state, s.plan_id, s.plan_version, s.to_plan_id, s.to_plan_version) u
    group by s.account_id;
