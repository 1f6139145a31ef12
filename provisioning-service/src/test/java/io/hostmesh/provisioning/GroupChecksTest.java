package io.hostmesh.provisioning;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.teststack.Await;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Groups that are looked at because time passed. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class GroupChecksTest {

    private static final String MEMORY = "select memory from server_groups where id = :id";
    private static final String NOT_DUE =
            "select cast(next_check_at is null or next_check_at > now() as text) from server_groups where id = :id";

    private final Api api = new Api();
    private final Api others = new Api();

    @Inject
    Transactions transactions;

    private String ask(String query, String groupId) {
        return transactions
                .inTransaction(session -> session.createNativeQuery(query, String.class)
                        .setParameter("id", groupId)
                        .getSingleResult())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private void remember(String groupId, String memory, int dueForSeconds) {
        transactions
                .inTransaction(session -> session.createNativeQuery(
                                "update server_groups set memory = :memory, next_check_at = now() - :due * interval '1 second'"
                                        + " where id = :id")
                        .setParameter("memory", memory)
                        .setParameter("due", dueForSeconds)
                        .setParameter("id", groupId)
                        .executeUpdate())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    /** They are checked together, so that none was again, for as long as there was one of which no decision could be made. */
    @Test
    void shouldCheckTheOthersThoughOneCannotBeRead() {
        String broken = api.createGroup(0, 1);
        String other = others.createGroup(0, 1);
        String memory = ask(MEMORY, broken);
        remember(broken, "{", 3600);
        remember(other, ask(MEMORY, other), 60);
        Await.until("the other to be checked", () -> Boolean.parseBoolean(ask(NOT_DUE, other)));
        Await.until("this one to be put off", () -> Boolean.parseBoolean(ask(NOT_DUE, broken)));
        remember(broken, memory, 0);
        Await.until("it to be checked now that it can be", () -> Boolean.parseBoolean(ask(NOT_DUE, broken)));
        api.deleteGroup(broken);
        others.deleteGroup(other);
    }
}
