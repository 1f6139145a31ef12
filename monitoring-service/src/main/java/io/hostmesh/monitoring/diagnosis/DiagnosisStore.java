package io.hostmesh.monitoring.diagnosis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Diagnoses in PostgreSQL, and who makes them. */
@ApplicationScoped
class DiagnosisStore {

    private static final String WITH_A_PATH = "host is not null and place = $5";
    private static final String WITHOUT_A_PATH = "host is null";

    private static final String CLAIM = """
        update diagnosis set state = 'RUNNING', leased_by = $1, leased_until = $2, attempts = attempts + 1
        where id in (
          select id from diagnosis
          where %s and (state = 'WAITING' or (state = 'RUNNING' and leased_until < $3))
          order by created_at limit $4 for update skip locked)
        returning id, server_id, host, reason, attempts
        """;

    private static final String PRUNE = """
        delete from diagnosis where state = 'DONE' and id in (
          select id from diagnosis where account_id = :account order by id desc offset :kept)
        """;

    /** A diagnosis that this instance is to make now. */
    record Claimed(
            String id, @Nullable String serverId, @Nullable String host, Diagnosis.Reason reason, int attempts) {}

    private final Pool pool;
    private final ObjectMapper json;

    DiagnosisStore(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** Those that look at a path from that place. */
    Uni<List<Claimed>> claimPaths(String owner, String place, Instant now, Duration lease, int limit) {
        return claim(WITH_A_PATH, arguments(owner, now, lease, limit).addString(place));
    }

    /** Those that send nothing, whatever their place: they take no time that a path would be waited for. */
    Uni<List<Claimed>> claimMetrics(String owner, Instant now, Duration lease, int limit) {
        return claim(WITHOUT_A_PATH, arguments(owner, now, lease, limit));
    }

    private static Tuple arguments(String owner, Instant now, Duration lease, int limit) {
        return Tuple.tuple()
                .addString(owner)
                .addOffsetDateTime(now.plus(lease).atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addInteger(limit);
    }

    private Uni<List<Claimed>> claim(String which, Tuple arguments) {
        return pool.preparedQuery(CLAIM.formatted(which)).execute(arguments).map(rows -> {
            List<Claimed> claimed = new ArrayList<>();
            for (Row row : rows) {
                claimed.add(new Claimed(
                        row.getString("id"),
                        row.getString("server_id"),
                        row.getString("host"),
                        Diagnosis.Reason.valueOf(row.getString("reason")),
                        row.getInteger("attempts")));
            }
            return claimed;
        });
    }

    /** Counts those of an account that are not done, beside those of failed servers; until the end of the transaction nobody begins another one for it. */
    Uni<Long> countOpen(Mutiny.Session session, String accountId) {
        return session.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext(:lock))", Integer.class)
                .setParameter("lock", "diagnoses of " + accountId)
                .getSingleResult()
                .chain(() -> session.createSelectionQuery(
                                "select count(*) from Diagnosis where accountId = :account and state <> DONE"
                                        + " and reason <> SERVER_FAILED",
                                Long.class)
                        .setParameter("account", accountId)
                        .getSingleResult());
    }

    Uni<Boolean> isOpen(Mutiny.Session session, String checkId, String place) {
        return session.createSelectionQuery(
                        "select count(*) from Diagnosis where checkId = :check and place = :place and state <> DONE",
                        Long.class)
                .setParameter("check", checkId)
                .setParameter("place", place)
                .getSingleResult()
                .map(count -> count > 0);
    }

    Uni<Void> insert(Mutiny.Session session, Diagnosis row, int kept) {
        return session.persist(row)
                .chain(session::flush)
                .chain(() -> session.createNativeQuery(PRUNE)
                        .setParameter("account", row.accountId)
                        .setParameter("kept", kept)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Those of an account, or of all for the empty one; the newest first. */
    Uni<List<Diagnosis>> list(
            Mutiny.Session session, String account, String server, String check, @Nullable String before, int limit) {
        return session.createSelectionQuery(
                        "from Diagnosis where (:account = '' or accountId = :account)"
                                + " and (:server = '' or serverId = :server) and (:check = '' or checkId = :check)"
                                + " and (:before = '' or id < :before) order by id desc",
                        Diagnosis.class)
                .setParameter("account", account)
                .setParameter("server", server)
                .setParameter("check", check)
                .setParameter("before", before == null ? "" : before)
                .setMaxResults(limit)
                .getResultList();
    }

    DiagnosisView view(Diagnosis row) {
        return new DiagnosisView(
                row.id,
                row.accountId,
                row.serverId,
                row.checkId,
                row.host,
                row.place,
                row.reason,
                row.state,
                row.findings == null ? null : read(row.findings, Findings.class),
                row.wayBack == null ? null : read(row.wayBack, PathReading.class),
                row.createdAt,
                row.finishedAt);
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the JSON that was written", e);
        }
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected findings that can be written as JSON", e);
        }
    }
}
