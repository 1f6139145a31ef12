package io.hostmesh.billing.budget;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.billing.BillingTest;
import io.hostmesh.contracts.AccountEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.Topic;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BudgetTest extends BillingTest {

    @Inject
    CheckHandler checks;

    @Test
    void shouldReachTheLimitByRunningServersAlone() {
        String budget = create("2.00");
        provisioned(ids.next("srv"), null, "large", ago(110));
        awaitUsage(1, 0);
        awaitThresholds(List.of(50));

        clock.advance(Duration.ofSeconds(60));
        awaitThresholds(List.of(50, 80));
        clock.advance(Duration.ofSeconds(60));
        Event<AccountEvent.SpendLimitReached> reached = awaitReached(1).get(0);

        assertEquals(account, reached.subject());
        assertEquals(account, reached.accountId());
        assertEquals(budget, reached.data().budgetId());
        assertEquals("req_budget_" + account.substring(4), reached.correlationId());
        assertEquals("2.00", reached.data().limit().amount());
        awaitThresholds(List.of(50, 80, 100));
        api().get("/v1/budgets/" + budget)
                .then()
                .body("status", equalTo("limit-reached"))
                .body("period", equalTo("month"));
    }

    @Test
    void shouldReinstateWhenTheLimitIsRaised() {
        String budget = reachedBudget();

        api().header("X-Request-Id", "req_raise_" + account.substring(4))
                .header("If-Match", "\"1\"")
                .body("{\"limit\":{\"amount\":\"50.00\",\"currency\":\"EUR\"}}")
                .patch("/v1/budgets/" + budget)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("status", equalTo("within-limit"));

        Event<AccountEvent.Reinstated> reinstated = awaitReinstated(1).get(0);
        assertEquals("req_raise_" + account.substring(4), reinstated.correlationId());
        assertEquals(account, reinstated.subject());
    }

    @Test
    void shouldReinstateWhenTheBudgetIsDeleted() {
        String budget = reachedBudget();

        api().delete("/v1/budgets/" + budget).then().statusCode(204);

        awaitReinstated(1);
        api().get("/v1/budgets/" + budget).then().statusCode(404);
        api().delete("/v1/budgets/" + budget).then().statusCode(404);
    }

    @Test
    void shouldNotReinstateWhileAnotherBudgetIsReached() {
        String first = reachedBudget();
        String second = create("0.50");
        awaitReached(2);

        api().delete("/v1/budgets/" + first).then().statusCode(204);
        api().delete("/v1/budgets/" + second).then().statusCode(204);

        assertTrue(awaitReinstated(1).get(0).data().because().contains(second));
    }

    @Test
    void shouldReinstateInTheNextPeriod() {
        reachedBudget();
        deleted(usage().get(0).getString("serverId"), "large", clock.instant());
        awaitUsage(1, 1);

        clock.advance(Duration.ofDays(31));

        assertTrue(awaitReinstated(1).get(0).data().because().contains("period"));
    }

    @Test
    void shouldSayEverythingOnceWhenManyInstancesCheck() {
        provisioned(ids.next("srv"), null, "large", ago(300));
        awaitUsage(1, 0);
        create("1.00");
        List<Uni<Void>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(checks.check(account, Duration.ZERO));
        }
        Uni.join().all(all).andFailFast().await().atMost(Duration.ofSeconds(20));

        awaitReached(1);
        awaitThresholds(List.of(50, 80, 100));
    }

    @Test
    void shouldRefuseAnOldVersion() {
        String budget = create("2.00");

        api().header("If-Match", "\"7\"")
                .body("{\"limit\":{\"amount\":\"50.00\",\"currency\":\"EUR\"}}")
                .patch("/v1/budgets/" + budget)
                .then()
                .statusCode(412);
        api().header("If-Match", "\"7\"").delete("/v1/budgets/" + budget).then().statusCode(412);
    }

    @Test
    void shouldNameEveryWrongField() {
        post("{\"limit\":{\"amount\":\"-1\",\"currency\":\"euro\"}}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("limit.amount", "limit.currency"));
        post("{\"limit\":{\"amount\":\"0.00\",\"currency\":\"EUR\"}}").then().statusCode(400);
        post("{\"limit\":{\"amount\":\"1.00\",\"currency\":\"USD\"}}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("limit.currency"));
        post("{}").then().statusCode(400).body("errors[0].field", equalTo("limit"));
        post("{\"limit\":{\"amount\":\"1.00\"},\"period\":\"year\"}")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("period", "limit.currency"));
    }

    @Test
    void shouldHideBudgetsFromOthers() {
        String budget = create("2.00");
        String other = TestTokens.account(ids.next("acc"));

        as(other).get("/v1/budgets").then().statusCode(200).body("items", hasSize(0));
        as(other).get("/v1/budgets/" + budget).then().statusCode(404);
        as(other).delete("/v1/budgets/" + budget).then().statusCode(404);
        as(TestTokens.server("srv_1", account, null)).get("/v1/budgets").then().statusCode(403);
        as(TestTokens.admin())
                .body("{\"limit\":{\"amount\":\"1.00\",\"currency\":\"EUR\"}}")
                .post("/v1/budgets")
                .then()
                .statusCode(400);
        as(TestTokens.adminFor(account)).get("/v1/budgets").then().body("items.id", equalTo(List.of(budget)));
    }

    private String reachedBudget() {
        provisioned(ids.next("srv"), null, "large", ago(300));
        awaitUsage(1, 0);
        String budget = create("1.00");
        awaitReached(1);
        return budget;
    }

    private String create(String limit) {
        return post("{\"limit\":{\"amount\":\"" + limit + "\",\"currency\":\"EUR\"},\"period\":\"month\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private Response post(String body) {
        return api().header("X-Request-Id", "req_budget_" + account.substring(4))
                .body(body)
                .post("/v1/budgets");
    }

    private void awaitThresholds(List<Integer> percents) {
        Await.until(
                "thresholds " + percents,
                () -> percents.equals(
                        topics.events(Topic.ACCOUNTS, AccountEvent.BudgetThresholdCrossed.class, this::isOurs).stream()
                                .map(event -> event.data().thresholdPercent())
                                .toList()));
    }

    private List<Event<AccountEvent.SpendLimitReached>> awaitReached(int times) {
        Await.until("limit reached " + times, () -> reached().size() == times);
        return reached();
    }

    private List<Event<AccountEvent.SpendLimitReached>> reached() {
        return topics.events(Topic.ACCOUNTS, AccountEvent.SpendLimitReached.class, this::isOurs);
    }

    private List<Event<AccountEvent.Reinstated>> awaitReinstated(int times) {
        Await.until("reinstated " + times, () -> reinstated().size() == times);
        return reinstated();
    }

    private List<Event<AccountEvent.Reinstated>> reinstated() {
        return topics.events(Topic.ACCOUNTS, AccountEvent.Reinstated.class, this::isOurs);
    }

    private boolean isOurs(Event<?> event) {
        return account.equals(event.subject());
    }
}
