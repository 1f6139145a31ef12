package io.hostmesh.provisioning.spending;

import io.hostmesh.kit.transaction.Statements;
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

    /** The same for several accounts, sent at once (see {@link Statements}); those that may spend more are left out. */
    public Uni<Map<String, String>> reasons(Mutiny.Session session, Collection<String> accountIds) {
        return Statements.rows(
                        session,
                        "select account_id, because from spend_limits where account_id = any(string_to_array($1, ','))",
                        String.join(",", accountIds))
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1])));
    }
}
