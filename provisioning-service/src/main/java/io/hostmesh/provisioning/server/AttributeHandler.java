package io.hostmesh.provisioning.server;

import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.quota.Quotas;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.provisioning.server.ServerRequests.ChangeServer;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Changes what no machine needs to know of: names, labels, protection. */
@ApplicationScoped
class AttributeHandler {

    private final Transactions transactions;
    private final ServerStore store;
    private final Quotas quotas;
    private final UserData userData;

    AttributeHandler(Transactions transactions, ServerStore store, Quotas quotas, UserData userData) {
        this.transactions = transactions;
        this.store = store;
        this.quotas = quotas;
        this.userData = userData;
    }

    Uni<ServerView> change(Caller caller, String id, @Nullable String ifMatch, ChangeServer request) {
        List<FieldError> errors = request.errors();
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return transactions.inTransaction(session -> visible(store.lock(session, id), caller, id)
                .invoke(row -> {
                    EntityTags.requireMatch(ifMatch, row.version);
                    if (row.state.equals(ServerStates.DELETED)) {
                        throw Problems.refusal(Refusal.ILLEGAL_STATE, "The server " + id + " is deleted.");
                    }
                })
                .chain(row -> {
                    ServerView before = ServerView.of(row);
                    return rename(session, row, request.name()).replaceWith(() -> {
                        attribute(row, request);
                        row.version += ServerView.of(row).equals(before) ? 0 : 1;
                        return ServerView.of(row);
                    });
                }));
    }

    private static void attribute(ServerRow row, ChangeServer request) {
        if (request.labels() != null) {
            row.labels = Labels.of(request.labels()).json();
        }
        if (request.deletionProtection() != null) {
            row.deletionProtection = request.deletionProtection();
        }
    }

    private Uni<Void> rename(Mutiny.Session session, ServerRow row, @Nullable String name) {
        if (name == null || name.equals(row.name)) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> free = row.groupId != null
                ? Uni.createFrom().voidItem()
                : quotas.serialize(session, row.accountId)
                        .chain(() -> Admission.refuseTaken(session, row.accountId, name));
        return free.invoke(() -> row.name = name);
    }

    /** For the account itself only, not for operators: it can hold secrets. */
    Uni<String> userData(Caller caller, String id) {
        return transactions.inTransaction(session -> visible(store.find(session, id), caller, id)
                .chain(row -> row.accountId.equals(caller.accountId())
                        ? userData.of(session, id)
                        : Uni.createFrom().nullItem())
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("user data of server", id)));
    }

    private static Uni<ServerRow> visible(Uni<@Nullable ServerRow> found, Caller caller, String id) {
        return found.map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("server", id);
            }
            return row;
        });
    }
}
