package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.server.ServerRequests.CreateServer;
import io.hostmesh.provisioning.server.ServerRequests.RequestedServer;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What customers ask for and about servers: one transaction for each request. */
@ApplicationScoped
class ServerHandler {

    private final Transactions transactions;
    private final RequestHandler requests;
    private final ServerStore store;
    private final ServerChange change;
    private final Admission admission;
    private final UserData userData;
    private final Ids ids;
    private final Clock clock;

    ServerHandler(
            Transactions transactions,
            RequestHandler requests,
            ServerStore store,
            ServerChange change,
            Admission admission,
            UserData userData,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.requests = requests;
        this.store = store;
        this.change = change;
        this.admission = admission;
        this.userData = userData;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Response> create(Asked asked, CreateServer request) {
        String accountId = asked.caller().requireAccount();
        return requests.post(
                asked, "/v1/servers", request, session -> create(session, asked.cause(), accountId, request));
    }

    private Uni<Reply> create(Mutiny.Session session, Cause cause, String accountId, CreateServer request) {
        return admission
                .admit(session, accountId, request)
                .chain(attributes -> insert(session, cause, accountId, request.valid(), attributes))
                .call(row -> userData.keep(session, row.id, accountId, request.userData()))
                .map(row -> new Reply(202, "/v1/actions/" + row.actionId, ServerView.of(row)));
    }

    private Uni<ServerRow> insert(
            Mutiny.Session session,
            Cause cause,
            String accountId,
            RequestedServer server,
            ServerAttributes attributes) {
        ServerDescription description = ServerDescription.first(
                ids.next("srv"),
                accountId,
                server.name(),
                null,
                server.plan(),
                server.image(),
                server.location(),
                List.of(),
                clock.instant());
        return change.insert(session, description, attributes, cause);
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
}
