package io.hostmesh.provisioning.server;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes one row of the many that say what an account's servers count, some time after they were seen to be many. The sum is the same
 * at any moment, also where two instances do it at once: each takes the rows that it deletes itself.
 */
@ApplicationScoped
class ServerUseFoldingHandler {

    private static final String FOLD = "with gone as (delete from server_use"
            + " where account_id = any(string_to_array(:accounts, ',')) returning *)"
            + " insert into server_use (account_id, servers, vcpus, memory_megabytes)"
            + " select account_id, sum(servers), sum(vcpus), sum(memory_megabytes) from gone group by account_id"
            + " having sum(servers) <> 0 or sum(vcpus) <> 0 or sum(memory_megabytes) <> 0";

    private final Transactions transactions;
    private final int from;
    private final Duration period;
    private Set<String> many = new HashSet<>();

    ServerUseFoldingHandler(
            Transactions transactions,
            @ConfigProperty(name = "hostmesh.quotas.changes-folded-from") int from,
            @ConfigProperty(name = "hostmesh.quotas.changes-folded-every") Duration period) {
        this.transactions = transactions;
        this.from = from;
        this.period = period;
    }

    void start(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("fold-server-use", period, this::fold);
    }

    /** The account has that many rows. */
    synchronized void seen(String accountId, long rows) {
        if (rows >= from) {
            many.add(accountId);
        }
    }

    private synchronized Set<String> take() {
        Set<String> taken = many;
        many = new HashSet<>();
        return taken;
    }

    /** An account that is not folded now, because the database is away, is seen again. */
    Uni<Void> fold() {
        Set<String> accounts = take();
        return accounts.isEmpty()
                ? Uni.createFrom().voidItem()
                : transactions
                        .inTransaction(session -> session.createNativeQuery(FOLD)
                                .setParameter("accounts", String.join(",", accounts))
                                .executeUpdate())
                        .replaceWithVoid();
    }
}
