package io.hostmesh.monitoring.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts begin, go on and end: at most one is open of a kind, scope and metric, and each step is an event. Every method works
 * in the transaction of its caller.
 */
@ApplicationScoped
public class AlertBook {

    private static final String INSERT = """
            insert into alert (id, account_id, kind, group_id, server_id, location_id, scope_id, metric, origin, state, correlation_id, summary,
                               evidence, measurement, fired_at, seen_at, version)
            values (:id, nullif(:account, ''), :kind, nullif(:group, ''), nullif(:server, ''), nullif(:location, ''),
                    :scope, :metric, :origin, 'FIRING',
                    :correlation, :summary, :evidence, nullif(:measurement, ''), :at, :at, 0)
            on conflict (kind, scope_id, metric) where state = 'FIRING' do nothing
            """;

    private final Outbox outbox;
    private final Ids ids;
    private final ObjectMapper json;

    AlertBook(Outbox outbox, Ids ids, ObjectMapper json) {
        this.outbox = outbox;
        this.ids = ids;
        this.json = json;
    }

    /** Opens an alert, unless one of that kind, scope and metric is open; returns whether it did. */
    public Uni<Boolean> open(Mutiny.Session session, NewAlert begun) {
        String id = ids.next("alt");
        String measurement = write(begun.measurement());
        return session.createNativeQuery(INSERT)
                .setParameter("id", id)
                .setParameter("account", orEmpty(begun.cause().accountId()))
                .setParameter("kind", begun.kind().name())
                .setParameter("group", orEmpty(begun.scope().groupId()))
                .setParameter("server", orEmpty(begun.scope().serverId()))
                .setParameter("location", orEmpty(begun.scope().locationId()))
                .setParameter("scope", begun.scopeId())
                .setParameter("metric", begun.metric())
                .setParameter("origin", begun.origin().name())
                .setParameter("correlation", begun.cause().correlationId())
                .setParameter("summary", begun.summary())
                .setParameter("evidence", String.valueOf(write(begun.evidence())))
                .setParameter("measurement", orEmpty(measurement))
                .setParameter("at", begun.at())
                .executeUpdate()
                .chain(inserted -> inserted == 0
                        ? Uni.createFrom().item(false)
                        : fired(session, id, begun, measurement).replaceWith(true));
    }

    private Uni<Void> fired(Mutiny.Session session, String id, NewAlert begun, @Nullable String measurement) {
        AlertEvent.Fired event = new AlertEvent.Fired(
                id, begun.kind(), begun.scope(), begun.summary(), begun.measurement(), begun.evidence(), begun.at());
        return session.persist(new AlertTransition(id, "fired", begun.summary(), measurement, begun.at()))
                .chain(() -> outbox.append(session, begun.cause(), id, List.of(event)));
    }

    /** Says that an open alert goes on; without one, nothing. */
    public Uni<Void> repeat(Mutiny.Session session, Kind kind, String scopeId, Measurement measurement, Instant at) {
        return findOpen(session, kind, scopeId, measurement.metric()).chain(alert -> {
            if (alert == null) {
                return Uni.createFrom().voidItem();
            }
            alert.measurement = write(measurement);
            alert.seenAt = at;
            return outbox.append(
                    session,
                    causeOf(alert, null),
                    alert.id,
                    List.of(new AlertEvent.StillFiring(alert.id, kind, alert.scope(), measurement, at)));
        });
    }

    /** Resolves the open alert about that metric, if there is one. */
    public Uni<Void> resolve(
            Mutiny.Session session,
            Kind kind,
            String scopeId,
            String metric,
            String because,
            @Nullable Measurement measurement,
            Instant at) {
        return findOpen(session, kind, scopeId, metric)
                .chain(alert -> alert == null
                        ? Uni.createFrom().voidItem()
                        : resolve(session, alert, because, measurement, null, at));
    }

    /** Resolves what is open of that kind and scope, whatever it was measured by, because of an event. */
    public Uni<Void> resolveAll(
            Mutiny.Session session, Kind kind, String scopeId, String because, String causationId, Instant at) {
        return session.createSelectionQuery(
                        "from Alert where kind = :kind and scopeId = :scope and state = FIRING order by id",
                        Alert.class)
                .setParameter("kind", kind)
                .setParameter("scope", scopeId)
                .setLockMode(jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(open -> {
                    Uni<Void> all = Uni.createFrom().voidItem();
                    for (Alert alert : open) {
                        all = all.chain(() -> resolve(session, alert, because, null, causationId, at));
                    }
                    return all;
                });
    }

    /** Resolves the open alert of a server or location that was silent, if there is one and nobody else reported the failure. */
    public Uni<Void> resolveSilence(Mutiny.Session session, String scopeId, String because, Instant at) {
        return findOpen(session, Kind.FAILURE, scopeId, "")
                .chain(alert -> alert == null || alert.origin != Origin.SILENCE
                        ? Uni.createFrom().voidItem()
                        : resolve(session, alert, because, null, null, at));
    }

    /** Another service reports what an open silence was about: only it can say now when that is over. */
    public Uni<Void> confirmSilence(Mutiny.Session session, String serverId, String because, Instant at) {
        return findOpen(session, Kind.FAILURE, serverId, "").chain(alert -> {
            if (alert == null || alert.origin != Origin.SILENCE) {
                return Uni.createFrom().voidItem();
            }
            alert.origin = Origin.REPORT;
            return session.persist(new AlertTransition(alert.id, "confirmed", because, null, at));
        });
    }

    private Uni<Void> resolve(
            Mutiny.Session session,
            Alert alert,
            String because,
            @Nullable Measurement measurement,
            @Nullable String causationId,
            Instant at) {
        alert.state = Alert.State.RESOLVED;
        alert.because = because;
        alert.resolvedAt = at;
        alert.seenAt = at;
        String figures = write(measurement);
        if (figures != null) {
            alert.measurement = figures;
        }
        AlertEvent.Resolved event =
                new AlertEvent.Resolved(alert.id, alert.kind, alert.scope(), because, measurement, at);
        return session.persist(new AlertTransition(alert.id, "resolved", because, figures, at))
                .chain(() -> outbox.append(session, causeOf(alert, causationId), alert.id, List.of(event)))
                .chain(session::flush);
    }

    private static Uni<@Nullable Alert> findOpen(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return session.createSelectionQuery(
                        "from Alert where kind = :kind and scopeId = :scope and metric = :metric and state = FIRING",
                        Alert.class)
                .setParameter("kind", kind)
                .setParameter("metric", metric)
                .setParameter("scope", scopeId)
                .setLockMode(jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
                .getSingleResultOrNull();
    }

    private static Cause causeOf(Alert alert, @Nullable String causationId) {
        return new Cause(alert.correlationId, causationId, alert.accountId, null);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private @Nullable String write(@Nullable Object value) {
        try {
            return value == null ? null : json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected figures that can be written as JSON", e);
        }
    }
}
