package io.hostmesh.gateway.identity;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** A server that failed or was deleted has no voice any more, until it is rebuilt. Doing it twice is doing it once, so it needs no inbox. */
@ApplicationScoped
class ServerEndHandler {

    private static final String FAILED = "failed";
    private static final String DELETED = "deleted";

    private final Transactions transactions;
    private final VoidServers servers;

    ServerEndHandler(Transactions transactions, VoidServers servers) {
        this.transactions = transactions;
        this.servers = servers;
    }

    Uni<Void> handle(Event<?> event) {
        if (event.data() instanceof ServerEvent.Failed failed) {
            return silence(failed.serverId(), FAILED);
        }
        if (event.data() instanceof ServerEvent.Deleted deleted) {
            return silence(deleted.serverId(), DELETED);
        }
        if (event.data() instanceof ServerEvent.Rebuilt rebuilt) {
            return transactions
                    .inTransaction(session -> servers.remove(session, rebuilt.serverId(), FAILED))
                    .invoke(() -> servers.forget(rebuilt.serverId()));
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> silence(String serverId, String because) {
        return transactions
                .inTransaction(session -> servers.add(session, serverId, because))
                .invoke(() -> servers.forget(serverId));
    }
}
