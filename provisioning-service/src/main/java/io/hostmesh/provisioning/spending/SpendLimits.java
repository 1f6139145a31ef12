package io.hostmesh.provisioning.spending;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Which accounts may spend no more, as billing said last. */
@ApplicationScoped
public class SpendLimits {

    /** In words, why nothing more may be provisioned for the account; an item of null where it may. */
    public Uni<@Nullable String> reason(Mutiny.Session session, String accountId) {
        return session.find(SpendLimitRow.class, accountId).map(row -> row == null ? null : row.because);
    }

    /** The same for several accounts; those that may spend more are left out. */
    public Uni<Map<String, String>> reasons(Mutiny.Session session, Collection<String> accountIds) {
        return session.createQuery("from SpendLimitRow where accountId in :accounts", SpendLimitRow.class)
                .setParameter("accounts", accountIds)
                .getResultList()
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> row.accountId, row -> row.because)));
    }
}
