package io.hostmesh.provisioning.quota;

import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Shows quotas to accounts, and sets them for operators. */
@ApplicationScoped
class QuotaHandler {

    private final Transactions transactions;
    private final Quotas quotas;

    QuotaHandler(Transactions transactions, Quotas quotas) {
        this.transactions = transactions;
        this.quotas = quotas;
    }

    Uni<QuotaView> get(String accountId) {
        return transactions
                .inTransaction(session -> quotas.standing(session, accountId))
                .map(standing -> QuotaView.of(accountId, standing));
    }

    /** Less than an account has takes nothing away from it; it can only have no more. */
    Uni<QuotaView> set(String accountId, @Nullable String ifMatch, QuotaRequest request) {
        return transactions
                .inTransaction(session -> quotas.lock(session, accountId)
                        .invoke(row -> {
                            EntityTags.requireMatch(ifMatch, row.version);
                            row.version += row.set(request) ? 1 : 0;
                        })
                        .chain(session::flush)
                        .chain(() -> quotas.standing(session, accountId)))
                .map(standing -> QuotaView.of(accountId, standing));
    }
}
