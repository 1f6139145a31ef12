package io.hostmesh.provisioning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.teststack.Await;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Groups whose next check would be further off than any, had the clock not gone back. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ClockBackTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Api api = new Api();

    @Inject
    Transactions transactions;

    /** In how many seconds it is checked; null where it is not. */
    private Integer nextCheck(String groupId) {
        List<Integer> found = transactions
                .inTransaction(session -> session.createNativeQuery(
                                "select cast(extract(epoch from next_check_at - now()) as integer) from server_groups"
                                        + " where id = :id",
                                Integer.class)
                        .setParameter("id", groupId)
                        .getResultList())
                .await()
                .atMost(LIMIT);
        return found.get(0);
    }

    @Test
    void shouldCheckAGroupAtOnceWhoseCheckWasSetBeforeTheClockWentBack() {
        String id = api.createGroup(0, 1);
        transactions
                .inTransaction(session -> session.createNativeQuery(
                                "update server_groups set next_check_at = now() + interval '1 hour' where id = :id")
                        .setParameter("id", id)
                        .executeUpdate())
                .await()
                .atMost(LIMIT);
        Await.until("the check, which leaves nothing to wait for", () -> nextCheck(id) == null);
        api.deleteGroup(id);
    }

    /** Otherwise it could not be told from one that was set before the clock went back. */
    @Test
    void shouldCheckAGroupLongBeforeItsScheduleActs() {
        String id = api.createGroup(0, 1);
        api.as().body("""
                    {"policies": [{"type": "scheduled", "cron": "0 0 29 2 *", "timeZone": "UTC", "min": 0}]}""").patch("/v1/groups/" + id).then().statusCode(202);
        int next = Objects.requireNonNull(nextCheck(id));
        assertTrue(next > 0 && next <= 600, () -> "in " + next + " s");
        api.deleteGroup(id);
    }
}
