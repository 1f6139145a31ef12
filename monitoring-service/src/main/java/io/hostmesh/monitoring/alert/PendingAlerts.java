package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Alerts whose condition holds, but not yet for long enough. Nobody is told of them; one that fires keeps its id and history, and one
 * that never does leaves nothing. Every method works in the transaction of its caller.
 */
@ApplicationScoped
public class PendingAlerts {

    static final String TRANSITION = "pending";

    private static final String INSERT = """
        insert into alert (id, account_id, kind, group_id, server_id, scope_id, metric, origin, state, correlation_id, summary, evidence,
                           measurement, rule, labels, told, flapping, pending_at, fired_at, seen_at, version)
        values (:id, nullif(:account, ''), :kind, nullif(:group, ''), nullif(:server, ''), :scope, :metric, :origin, 'PENDING',
                :correlation, :summary, :evidence, nullif(:measurement, ''), nullif(:rule, ''), :labels, false, false, :at, :at, :at, 0)
        on conflict (kind, scope_id, metric) where state = 'PENDING' do nothing
        """;

    private static final String OPEN =
            "from Alert where kind = :kind and scopeId = :scope and metric = :metric and state = PENDING";

    private static final String TAKE = """
        delete from alert where kind = $1 and scope_id = $2 and metric = $3 and state = 'PENDING'
        returning id, correlation_id, pending_at
        """;

    private final Ids ids;
    private final AlertJson json;

    PendingAlerts(Ids ids, AlertJson json) {
        this.ids = ids;
        this.json = json;
    }

    /** What a firing alert takes over. */
    record Taken(String id, String correlationId, Instant at) {}

    /** Begins one; where it is there already, its condition holds anew. */
    public Uni<Void> pend(Mutiny.Session session, NewAlert begun, String because) {
        String id = ids.next("alt");
        return insert(session, id, begun)
                .chain(inserted -> inserted > 0
                        ? Uni.createFrom().item(id)
                        : find(session, begun).map(open -> open == null ? id : open.id))
                .chain(kept -> session.persist(
                        new AlertTransition(kept, TRANSITION, because, json.writeIfAny(begun.measurement()), begun.at())
                                .withSamples(json.write(begun.evidence()))));
    }

    private Uni<Integer> insert(Mutiny.Session session, String id, NewAlert begun) {
        return session.createNativeQuery(INSERT)
                .setParameter("id", id)
                .setParameter("account", orEmpty(begun.cause().accountId()))
                .setParameter("kind", begun.kind().name())
                .setParameter("group", orEmpty(begun.scope().groupId()))
                .setParameter("server", orEmpty(begun.scope().serverId()))
                .setParameter("scope", begun.scopeId())
                .setParameter("metric", begun.metric())
                .setParameter("origin", begun.origin().name())
                .setParameter("correlation", begun.cause().correlationId())
                .setParameter("summary", begun.summary())
                .setParameter("evidence", json.write(begun.evidence()))
                .setParameter("measurement", orEmpty(json.writeIfAny(begun.measurement())))
                .setParameter("rule", orEmpty(json.writeIfAny(AlertBook.ruleOf(begun))))
                .setParameter("labels", json.write(begun.labels()))
                .setParameter("at", begun.at())
                .executeUpdate();
    }

    private static Uni<@Nullable Alert> find(Mutiny.Session session, NewAlert begun) {
        return session.createSelectionQuery(OPEN, Alert.class)
                .setParameter("kind", begun.kind())
                .setParameter("scope", begun.scopeId())
                .setParameter("metric", begun.metric())
                .getSingleResultOrNull();
    }

    /** Forgets it: the condition did not hold for long enough. */
    public Uni<Void> lapse(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return take(session, kind, scopeId, metric).chain(taken -> taken.map(
                        pending -> session.createMutationQuery("delete from AlertTransition where alertId = :alert")
                                .setParameter("alert", pending.id())
                                .executeUpdate()
                                .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Removes it for the one that fires, which is to have its id, at once: its history stays. Only what is of a rule is ever pending. */
    Uni<Optional<Taken>> take(Mutiny.Session session, NewAlert firing) {
        return firing.rule() == null
                ? Uni.createFrom().item(Optional.empty())
                : take(session, firing.kind(), firing.scopeId(), firing.metric());
    }

    private static Uni<Optional<Taken>> take(Mutiny.Session session, Kind kind, String scopeId, String metric) {
        return Statements.rows(session, TAKE, kind.name(), scopeId, metric).map(rows -> rows.stream()
                .findFirst()
                .map(row -> new Taken((String) row[0], (String) row[1], ((OffsetDateTime) row[2]).toInstant())));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
