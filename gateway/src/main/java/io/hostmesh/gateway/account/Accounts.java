package io.hostmesh.gateway.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Which accounts there are. */
@ApplicationScoped
public class Accounts {

    private static final long MAX_REMEMBERED = 10_000;

    private final Transactions transactions;
    private final AccountStore store;
    /** Accounts seen to exist; none is ever removed. */
    private final Cache<String, Boolean> existing =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    Accounts(Transactions transactions, AccountStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    public Uni<Boolean> exists(String accountId) {
        if (existing.getIfPresent(accountId) != null) {
            return Uni.createFrom().item(true);
        }
        return transactions
                .inTransaction(session -> store.find(session, accountId))
                .map(account -> {
                    if (account != null) {
                        existing.put(accountId, true);
                    }
                    return account != null;
                });
    }
}
