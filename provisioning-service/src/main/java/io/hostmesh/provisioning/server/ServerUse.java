package io.hostmesh.provisioning.server;

import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.UsageSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** What accounts' servers count against their quotas; one that is being resized counts as the larger of both. */
@ApplicationScoped
class ServerUse implements UsageSource {

    @Override
    public Uni<Map<String, Amounts>> used(Mutiny.Session session, Collection<String> accountIds) {
        return Statements.rows(
                        session,
                        "select s.account_id, count(*), coalesce(sum(greatest(v.vcpus, t.vcpus)), 0),"
                                + " coalesce(sum(greatest(v.memory_megabytes, t.memory_megabytes)), 0)"
                                + " from servers s join plan_versions v"
                                + " on v.plan_id = s.plan_id and v.version = s.plan_version"
                                + " left join plan_versions t on s.state = 'resizing'"
                                + " and t.plan_id = s.to_plan_id and t.version = s.to_plan_version"
                                + " where s.account_id = any(string_to_array($1, ','))"
                                + " and s.state <> 'deleted' group by s.account_id",
                        String.join(",", accountIds))
                .map(rows -> {
                    Map<String, Amounts> used = new HashMap<>();
                    for (Object[] sums : rows) {
                        used.put((String) sums[0], amounts(sums));
                    }
                    return used;
                });
    }

    private static Amounts amounts(Object[] sums) {
        return new Amounts(
                ((Number) sums[1]).intValue(), new BigDecimal(sums[2].toString()), ((Number) sums[3]).longValue(), 0);
    }

    @Override
    public boolean concerns(Amounts asked) {
        return asked.servers() > 0 || asked.vcpus().signum() > 0 || asked.memoryMegabytes() > 0;
    }
}
