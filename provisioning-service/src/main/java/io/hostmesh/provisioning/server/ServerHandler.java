package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.server.ServerDecision.Rejected;
import io.hostmesh.provisioning.server.ServerRequests.CreateServer;
import io.hostmesh.provisioning.server.ServerRequests.RequestedServer;
import io.hostmesh.provisioning.spending.SpendLimits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of servers: one transaction for each request. */
@ApplicationScoped
class ServerHandler {

    private final Transactions transactions;
    private final ServerStore store;
    private final ServerChange change;
    private final ServerWork work;
    private final Membership membership;
    private final Catalogue catalogue;
    private final SpendLimits spending;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    ServerHandler(
            Transactions transactions,
            ServerStore store,
            ServerChange change,
            ServerWork work,
            Membership membership,
            Catalogue catalogue,
            SpendLimits spending,
            Idempotency idempotency,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.change = change;
        this.work = work;
        this.membership = membership;
        this.catalogue = catalogue;
        this.spending = spending;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Who asks, in which correlation, and by which Idempotency-Key. */
    record Asked(Caller caller, Cause cause, @Nullable String idempotencyKey) {}

    Uni<Response> create(Asked asked, CreateServer request) {
        String accountId = asked.caller().requireAccount();
        String fingerprint = idempotency.fingerprint("POST", "/v1/servers", request);
        return transactions
                .inTransaction(session -> idempotency.once(
                        session,
                        asked.caller(),
                        asked.idempotencyKey(),
                        fingerprint,
                        () -> create(session, asked.cause().withAccount(accountId), accountId, request)))
                .invoke(work::wake);
    }

    private Uni<Reply> create(Mutiny.Session session, Cause cause, String accountId, CreateServer request) {
        List<FieldError> errors = new ArrayList<>(request.errors());
        return catalogue
                .missing(session, request.plan(), request.image(), request.location())
                .invoke(missing -> missing.forEach(part -> errors.add(new FieldError(part.field(), part.message()))))
                .chain(() -> {
                    if (!errors.isEmpty()) {
                        throw Problems.invalid(errors);
                    }
                    return spending.reason(session, accountId);
                })
                .chain(limit -> {
                    if (limit != null) {
                        throw Problems.conflict(
                                "spend-limit-reached", "Nothing more can be provisioned: " + limit + ".");
                    }
                    return insert(session, cause, accountId, request.valid());
                })
                .map(row -> new Reply(202, "/v1/servers/" + row.id, ServerView.of(row)));
    }

    private Uni<ServerRow> insert(Mutiny.Session session, Cause cause, String accountId, RequestedServer server) {
        Instant now = clock.instant();
        String id = ids.next("srv");
        ServerDecision.Accepted requested = ServerDecider.request(new ServerDescription(
                id, accountId, server.name(), null, server.plan(), server.image(), server.location(), List.of(), now));
        return catalogue
                .currentPlan(session, server.plan())
                .map(plan -> new ServerAttributes(
                        plan.version(), server.labels(), List.of(), null, server.deletionProtection()))
                .chain(attributes -> store.insert(session, requested.next(), attributes, cause, now))
                .call(() -> outbox.append(session, cause, id, requested.events()));
    }

    Uni<Page<ServerView>> list(Caller caller, ServerStore.Filter filter, PageRequest page) {
        return transactions
                .inTransaction(session -> store.list(session, filter, page))
                .map(rows -> Page.of(rows, page, row -> row.id).map(ServerView::of));
    }

    Uni<ServerView> get(Caller caller, String id) {
        return transactions.inTransaction(session -> store.find(session, id)).map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("server", id);
            }
            return ServerView.of(row);
        });
    }

    Uni<Response> act(Asked asked, String id, String action, ServerCommand command) {
        String fingerprint = idempotency.fingerprint("POST", "/v1/servers/" + id + "/actions", action);
        return transactions
                .inTransaction(session -> idempotency.once(
                        session,
                        asked.caller(),
                        asked.idempotencyKey(),
                        fingerprint,
                        () -> command(session, asked, id, null, command)))
                .invoke(work::wake);
    }

    Uni<Response> delete(Asked asked, String id, @Nullable String ifMatch) {
        ServerCommand command = new ServerCommand.Delete("asked for by its owner");
        return transactions
                .inTransaction(session -> command(session, asked, id, ifMatch, command))
                .invoke(work::wake)
                .map(reply -> Response.status(reply.status())
                        .header("Location", reply.location())
                        .entity(reply.body())
                        .build());
    }

    private Uni<Reply> command(
            Mutiny.Session session, Asked asked, String id, @Nullable String ifMatch, ServerCommand command) {
        return lock(session, id).chain(row -> {
            if (row == null || !asked.caller().canSee(row.accountId)) {
                throw Problems.notFound("server", id);
            }
            EntityTags.requireMatch(ifMatch, row.version);
            refuseProtected(row, command);
            return informed(session, row, command)
                    .chain(known -> change.apply(session, row, known, asked.cause()))
                    .map(decision -> {
                        if (decision instanceof Rejected rejected) {
                            throw Problems.conflict(rejected.type(), rejected.reason());
                        }
                        return new Reply(202, "/v1/servers/" + id, ServerView.of(row));
                    });
        });
    }

    private static void refuseProtected(ServerRow row, ServerCommand command) {
        if (command instanceof ServerCommand.Delete && row.deletionProtection) {
            throw Problems.conflict(
                    "deletion-protected",
                    "The server " + row.id + " is protected from deletion: set its deletionProtection to false first.");
        }
    }

    /** What costs money is decided in the knowledge of what may be spent. */
    private Uni<ServerCommand> informed(Mutiny.Session session, ServerRow row, ServerCommand command) {
        return command instanceof ServerCommand.Start
                ? spending.reason(session, row.accountId).map(ServerCommand.Start::new)
                : Uni.createFrom().item(command);
    }

    private Uni<@Nullable ServerRow> lock(Mutiny.Session session, String id) {
        return store.groupOf(session, id)
                .chain(groupId -> groupId == null ? Uni.createFrom().voidItem() : membership.lock(session, groupId))
                .chain(() -> store.lock(session, id));
    }
}
