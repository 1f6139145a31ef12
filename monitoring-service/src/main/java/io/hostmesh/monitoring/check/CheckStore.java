package io.hostmesh.monitoring.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.monitoring.check.CheckJudge.Result;
import io.hostmesh.monitoring.check.Outcome.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Turns, results and places of checks. */
@ApplicationScoped
class CheckStore {

    private static final String CLAIM = """
        update check_turn set leased_by = $1, leased_until = $2
        where (check_id, place) in (
          select check_id, place from check_turn
          where place = $3 and next_at <= $4 and (leased_until is null or leased_until < $4)
          order by next_at limit $5 for update skip locked)
        returning check_id, (select definition from check_row where id = check_id) as definition
        """;

    private static final String PLANNED = """
        insert into check_turn (check_id, place, next_at) values (:check, :place, :next)
        on conflict (check_id, place) do update
        set next_at = excluded.next_at, leased_by = null, leased_until = null
        """;

    private static final String FINISHED = """
        update check_turn set next_at = :next, leased_by = null, leased_until = null
        where check_id = :check and place = :place and leased_by = :owner
        """;

    private static final String RECORD = """
        insert into check_result (check_id, place, at, verdict, latency_millis, because)
        values (:check, :place, :at, :verdict, :latency, nullif(:because, '')) on conflict do nothing
        """;

    private static final String PRUNE = """
        delete from check_result where check_id = :check and place = :place and at <= (
          select at from check_result where check_id = :check and place = :place order by at desc offset :kept limit 1)
        """;

    private static final String NEWEST = """
        select place, at, verdict, latency_millis, because from (
          select *, row_number() over (partition by place order by at desc) as age
          from check_result where check_id = :check) aged
        where age <= :each order by at desc, place limit :limit
        """;

    /** A check that this instance is to run now. */
    record Claimed(String checkId, CheckDefinition check) {}

    private final Pool pool;
    private final ObjectMapper json;

    CheckStore(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    Uni<List<Claimed>> claim(String owner, String place, Instant now, Duration lease, int limit) {
        Tuple arguments = Tuple.tuple()
                .addString(owner)
                .addOffsetDateTime(now.plus(lease).atOffset(ZoneOffset.UTC))
                .addString(place)
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addInteger(limit);
        return pool.preparedQuery(CLAIM).execute(arguments).map(rows -> {
            List<Claimed> claimed = new ArrayList<>();
            for (Row row : rows) {
                claimed.add(new Claimed(row.getString("check_id"), read(row.getString("definition"))));
            }
            return claimed;
        });
    }

    /** Makes the turns of a check those of the places, the first of each at {@code first}; a run that is under way counts no more. */
    Uni<Void> plan(Mutiny.Session session, String checkId, List<String> places, Instant first) {
        Uni<Void> all = session.createNativeQuery(
                        "delete from check_turn where check_id = :check and place <> all(:places)")
                .setParameter("check", checkId)
                .setParameter("places", places.toArray(String[]::new))
                .executeUpdate()
                .replaceWithVoid();
        for (String place : places) {
            all = all.chain(() -> session.createNativeQuery(PLANNED)
                    .setParameter("check", checkId)
                    .setParameter("place", place)
                    .setParameter("next", first)
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return all;
    }

    /** Gives the lease back; false where it was lost. */
    Uni<Boolean> finish(Mutiny.Session session, String owner, String checkId, String place, Instant next) {
        return session.createNativeQuery(FINISHED)
                .setParameter("next", next)
                .setParameter("check", checkId)
                .setParameter("place", place)
                .setParameter("owner", owner)
                .executeUpdate()
                .map(updated -> updated == 1);
    }

    Uni<Void> record(Mutiny.Session session, String checkId, Result result, int kept) {
        return session.createNativeQuery(RECORD)
                .setParameter("check", checkId)
                .setParameter("place", result.place())
                .setParameter("at", result.at())
                .setParameter("verdict", result.verdict().name())
                .setParameter("latency", result.latencyMillis())
                .setParameter("because", result.because() == null ? "" : result.because())
                .executeUpdate()
                .chain(() -> session.createNativeQuery(PRUNE)
                        .setParameter("check", checkId)
                        .setParameter("place", result.place())
                        .setParameter("kept", kept)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** The newest results of each place as this transaction sees them, the newest first. */
    Uni<List<Result>> newest(Mutiny.Session session, String checkId, int ofEachPlace, int limit) {

        return session.createNativeQuery(NEWEST, Object[].class)
                .setParameter("check", checkId)
                .setParameter("each", ofEachPlace)
                .setParameter("limit", limit)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Result(
                                (String) row[0],
                                ((OffsetDateTime) row[1]).toInstant(),
                                Verdict.valueOf((String) row[2]),
                                ((Number) row[3]).doubleValue(),
                                (String) row[4]))
                        .toList());
    }

    /** Says that checks can be run at that place. */
    Uni<Void> announce(String place, Instant now) {
        return pool.preparedQuery("insert into check_place (place, seen_at) values ($1, $2)"
                        + " on conflict (place) do update set seen_at = excluded.seen_at")
                .execute(Tuple.of(place, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Set<String>> places(Instant seenAfter) {
        return pool.preparedQuery("select place from check_place where seen_at > $1 limit 1000")
                .execute(Tuple.of(seenAfter.atOffset(ZoneOffset.UTC)))
                .map(CheckStore::names);
    }

    private static Set<String> names(RowSet<Row> rows) {
        Set<String> names = new HashSet<>();
        rows.forEach(row -> names.add(row.getString(0)));
        return names;
    }

    CheckDefinition read(String definition) {
        try {
            return json.readValue(definition, CheckDefinition.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the definition that was written", e);
        }
    }

    String write(CheckDefinition check) {
        try {
            return json.writeValueAsString(check);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a definition that can be written as JSON", e);
        }
    }
}
