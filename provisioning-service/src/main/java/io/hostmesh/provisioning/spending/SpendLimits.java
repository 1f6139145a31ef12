package io.hostmesh.provisioning.spending;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Which accounts may spend no more, as billing said last. */
@ApplicationScoped
public class SpendLimits {

    /** In words, why nothing more may be provisioned for the account; an item of null where it may. */
    public Uni<@Nullable String> reason(Mutiny.Session session, String accountId) {
        return session.find(SpendLimitRow.class, accountId).map(row -> row == null ? null : row.because);
    }
}
