package io.hostmesh.gateway.audit;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.identity.CallerContext;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/audit}: the calls that changed something, newest first. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
public class AuditResource {

    private final CallerContext callers;
    private final Transactions transactions;
    private final AuditStore store;

    AuditResource(CallerContext callers, Transactions transactions, AuditStore store) {
        this.callers = callers;
        this.transactions = transactions;
        this.store = store;
    }

    /** A call as the API shows it; {@code account} is null for what the operator did for itself. */
    public record AuditView(
            String id,
            Instant occurredAt,
            String actorKind,
            String actorId,
            @Nullable String account,
            String method,
            String path,
            int status,
            String correlationId) {

        static AuditView of(AuditEntry entry) {
            return new AuditView(
                    entry.id,
                    entry.occurredAt,
                    entry.actorKind,
                    entry.actorId,
                    entry.accountId,
                    entry.method,
                    entry.path,
                    entry.status,
                    entry.correlationId);
        }
    }

    @GET
    @Operation(
            summary = "List the calls that changed something, newest first: all for the operator, otherwise one's own")
    public Uni<Page<AuditView>> list(@BeanParam @Valid PageRequest page) {
        Caller caller = callers.caller();
        caller.refuseServers();
        return transactions
                .inTransaction(session -> store.page(session, caller.accountId(), page))
                .map(entries -> Page.of(entries, page, entry -> entry.id).map(AuditView::of));
    }
}
