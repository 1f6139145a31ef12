package io.hostmesh.provisioning.group;

import io.hostmesh.kit.query.AnyOf;
import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.UsageSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** What accounts' groups count against their quotas, apart from their members. */
@ApplicationScoped
class GroupUse implements UsageSource {

    @Override
    public Uni<Map<String, Amounts>> used(Mutiny.Session session, Collection<String> accountIds) {
        return session.createQuery(
                        "select accountId, count(*) from GroupRow where any_of(accountId, :accounts) and state <>"
                                + " 'deleted' group by accountId",
                        Object[].class)
                .setParameter("accounts", AnyOf.text(accountIds))
                .getResultList()
                .map(rows -> {
                    Map<String, Amounts> used = new HashMap<>();
                    for (Object[] row : rows) {
                        int groups = ((Number) row[1]).intValue();
                        used.put((String) row[0], new Amounts(0, BigDecimal.ZERO, 0, groups));
                    }
                    return used;
                });
    }

    @Override
    public boolean concerns(Amounts asked) {
        return asked.groups() > 0;
    }
}
