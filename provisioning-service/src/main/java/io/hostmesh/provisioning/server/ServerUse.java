package io.hostmesh.provisioning.server;

import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.provisioning.quota.Amounts;
import io.hostmesh.provisioning.quota.UsageSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What accounts' servers count against their quotas. The database keeps it as changes that are summed, one row for each transaction
 * that made or deleted servers of an account (triggers on {@code servers}), so it does not take longer where there are more servers.
 */
@ApplicationScoped
class ServerUse implements UsageSource {

    private final ServerUseFoldingHandler folding;

    ServerUse(ServerUseFoldingHandler folding) {
        this.folding = folding;
    }

    @Override
    public Uni<Map<String, Amounts>> used(Mutiny.Session session, Collection<String> accountIds) {
        return Statements.rows(
                        session,
                        "select account_id, sum(servers), sum(vcpus), sum(memory_megabytes), count(*) from server_use"
                                + " where account_id = any(string_to_array($1, ',')) group by account_id",
                        String.join(",", accountIds))
                .map(this::used);
    }

    private Map<String, Amounts> used(List<Object[]> sums) {
        Map<String, Amounts> used = new HashMap<>();
        for (Object[] sum : sums) {
            String account = (String) sum[0];
            used.put(
                    account,
                    new Amounts(
                            number(sum[1]).intValue(),
                            number(sum[2]),
                            number(sum[3]).longValue(),
                            0));
            folding.seen(account, number(sum[4]).longValue());
        }
        return used;
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    @Override
    public boolean concerns(Amounts asked) {
        return asked.servers() > 0 || asked.vcpus().signum() > 0 || asked.memoryMegabytes() > 0;
    }
}
