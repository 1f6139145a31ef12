package io.hostmesh.gateway.audit;

import io.hostmesh.contracts.AuditEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.page.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The audit in the database: rows are inserted and read, never changed. */
@ApplicationScoped
class AuditStore {

    /** Inserts the entry; false where it is there already. */
    Uni<Boolean> insert(Mutiny.Session session, AuditEvent.Audited audited, Cause cause) {
        return session.createNativeQuery("insert into audit_entry (id, account_id, actor_kind, actor_id, method, path,"
                        + " status, correlation_id, occurred_at) values (:id, cast(:account as text), :kind, :actor,"
                        + " :method, :path, :status, :correlation, :at) on conflict do nothing")
                .setParameter("id", audited.auditId())
                .setParameter("account", cause.accountId())
                .setParameter("kind", audited.actorKind())
                .setParameter("actor", audited.actorId())
                .setParameter("method", audited.method())
                .setParameter("path", audited.path())
                .setParameter("status", audited.status())
                .setParameter("correlation", cause.correlationId())
                .setParameter("at", audited.occurredAt())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    /** Entries, newest first: of one account, or of all for null. */
    Uni<List<AuditEntry>> page(Mutiny.Session session, @Nullable String accountId, PageRequest request) {
        String before = request.after();
        String ofAccount = accountId == null ? "" : " and accountId = :account";
        String older = before == null ? "" : " and id < :before";
        var query = session.createSelectionQuery(
                        "from AuditEntry where true" + ofAccount + older + " order by id desc", AuditEntry.class)
                .setMaxResults(request.queryLimit());
        if (accountId != null) {
            query.setParameter("account", accountId);
        }
        if (before != null) {
            query.setParameter("before", before);
        }
        return query.getResultList();
    }
}
