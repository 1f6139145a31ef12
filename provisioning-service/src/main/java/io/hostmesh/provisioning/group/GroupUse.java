package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.UsageSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import org.hibernate.reactive.mutiny.Mutiny;

/** What an account's groups count against its quota, apart from their members. */
@ApplicationScoped
class GroupUse implements UsageSource {

    @Override
    public Uni<Amounts> used(Mutiny.Session session, String accountId) {
        return session.createQuery(
                        "select count(*) from GroupRow where accountId = :account and state <> 'deleted'", Long.class)
                .setParameter("account", accountId)
                .getSingleResult()
                .map(groups -> new Amounts(0, BigDecimal.ZERO, 0, groups.intValue()));
    }
}
