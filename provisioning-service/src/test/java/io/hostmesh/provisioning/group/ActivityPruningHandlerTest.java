package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.ProvisioningStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ActivityPruningHandlerTest {

    private static final String ADD =
            "insert into activities (id, group_id, account_id, kind, because, from_size, to_size, wished, server_ids,"
                    + " correlation_id, happened_at, repeats) select :group || lpad(n::text, 6, '0'), :group, 'acc_1',"
                    + " 'grow', 'much', 1, 2, 2, '', 'cor_1', now(), 1 from generate_series(1, :many) n";

    @Inject
    ActivityPruningHandler pruning;

    @Inject
    Transactions transactions;

    @ConfigProperty(name = "hostmesh.groups.activities-kept")
    int kept;

    @Test
    void shouldForgetTheOldestBeyondTheBoundOfThoseGroupsOnlyThatGrew() {
        add("grp_grown", kept + 7);
        add("grp_short", 3);
        add("grp_still", kept + 1);
        pruning.grown(List.of("grp_grown", "grp_short"));
        pruning.prune().await().atMost(Duration.ofSeconds(10));
        assertEquals(List.of((long) kept, "grp_grown000008"), left("grp_grown"));
        assertEquals(List.of(3L, "grp_short000001"), left("grp_short"));
        assertEquals(List.of(kept + 1L, "grp_still000001"), left("grp_still"));
    }

    private void add(String group, int many) {
        await(session -> session.createNativeQuery(ADD)
                .setParameter("group", group)
                .setParameter("many", many)
                .executeUpdate());
    }

    /** How many, and the oldest. */
    private List<Object> left(String group) {
        Object[] row = await(session -> session.createNativeQuery(
                        "select count(*), min(id) from activities where group_id = :group", Object[].class)
                .setParameter("group", group)
                .getSingleResult());
        return List.of(row);
    }

    private <T> T await(Function<Mutiny.Session, Uni<T>> work) {
        return transactions.inTransaction(work).await().atMost(Duration.ofSeconds(10));
    }
}
