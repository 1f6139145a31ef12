package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.UsageSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What an account's servers count against its quota; one that is being resized counts as the larger of both. What this
 * transaction added is written first, so that it counts too.
 */
@ApplicationScoped
class ServerUse implements UsageSource {

    @Override
    public Uni<Amounts> used(Mutiny.Session session, String accountId) {
        return session.flush()
                .chain(() -> session.createNativeQuery(
                                "select count(*), coalesce(sum(greatest(v.vcpus, t.vcpus)), 0),"
                                        + " coalesce(sum(greatest(v.memory_megabytes, t.memory_megabytes)), 0)"
                                        + " from servers s join plan_versions v"
                                        + " on v.plan_id = s.plan_id and v.version = s.plan_version"
                                        + " left join plan_versions t on s.state = 'resizing'"
                                        + " and t.plan_id = s.to_plan_id and t.version = s.to_plan_version"
                                        + " where s.account_id = :account and s.state <> 'deleted'",
                                Object[].class)
                        .setParameter("account", accountId)
                        .getSingleResult())
                .map(sums -> new Amounts(
                        ((Number) sums[0]).intValue(),
                        new BigDecimal(sums[1].toString()),
                        ((Number) sums[2]).longValue(),
                        0));
    }
}
