package io.hostmesh.billing.price;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.billing.BillingTest;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.PriceEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PriceTest extends BillingTest {

    @Inject
    PriceHandler handler;

    @Test
    void shouldPublishTheSeededPricesOnceHoweverManyInstancesStart() {
        List<Uni<Void>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(handler.publish());
        }
        Uni.join().all(starts).andFailFast().await().atMost(Duration.ofSeconds(20));

        TreeMap<String, String> expected = new TreeMap<>();
        expected.put("nano", "3.60");
        expected.put("small", "9.00");
        expected.put("medium", "18.00");
        expected.put("large", "36.00");
        Await.until(
                "the seeded prices",
                () -> published(expected.keySet()::contains).size() >= 4);
        TreeMap<String, String> published = new TreeMap<>();
        published(expected.keySet()::contains)
                .forEach(event ->
                        published.put(event.subject(), event.data().perHour().amount()));
        assertEquals(expected, published);
        assertEquals(4, published(expected.keySet()::contains).size());
    }

    @Test
    void shouldListPrices() {
        api().get("/v1/prices?plan=small")
                .then()
                .statusCode(200)
                .body("items[0].plan", equalTo("small"))
                .body("items[0].perHour.amount", equalTo("9.00"))
                .body("items[0].effectiveFrom", startsWith("2020-01-01T00:00:00Z"));
    }

    @Test
    void shouldPublishANewPriceWhenItTakesEffect() {
        String plan = "plan-" + account;
        post(plan, "1.00", null).then().statusCode(201).body("id", startsWith("prc_"));
        Await.until("the first price", () -> published(plan::equals).size() == 1);
        Instant later = clock.instant().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        post(plan, "2.00", later).then().statusCode(201).body("effectiveFrom", equalTo(later.toString()));
        assertEquals(1, published(plan::equals).size());

        clock.advance(Duration.ofHours(1));

        Await.until("the second price", () -> published(plan::equals).size() == 2);
        assertEquals("2.00", published(plan::equals).get(1).data().perHour().amount());
    }

    @Test
    void shouldSplitALineWhereThePriceChanges() {
        String plan = "plan-" + account;
        Instant begin = ago(100).truncatedTo(ChronoUnit.SECONDS);
        post(plan, "36.00", begin.minusSeconds(10)).then().statusCode(201);
        post(plan, "72.00", clock.instant().plusSeconds(20)).then().statusCode(201);
        String server = ids.next("srv");
        provisioned(server, null, plan, begin);
        clock.advance(Duration.ofSeconds(40));
        deleted(server, plan, clock.instant());
        awaitUsage(1, 1);

        JsonPath draft = draft();

        assertEquals(List.of("36.00", "72.00"), draft.getList("lines[0].charges.perHour.amount"));
        List<Integer> seconds = draft.getList("lines[0].charges.seconds", Integer.class);
        assertEquals(draft.getInt("lines[0].seconds"), seconds.get(0) + seconds.get(1));
        int cents = seconds.get(0) + 2 * seconds.get(1);
        assertEquals(BigDecimal.valueOf(cents, 2), new BigDecimal(draft.getString("lines[0].amount.amount")));
    }

    @Test
    void shouldRefuseAPriceForThePastAndTwoAtOnce() {
        post("small", "1.00", clock.instant().minusSeconds(60))
                .then()
                .statusCode(422)
                .body("type", containsString("price-refused"));
        String plan = "plan-" + account;
        Instant at = clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        post(plan, "1.00", at).then().statusCode(201);
        post(plan, "1.00", at).then().statusCode(422);
    }

    @Test
    void shouldRefuseAPriceFromATimeOutOfRange() {
        post("small", "1.00", Instant.parse("+10000-01-01T00:00:00Z"))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("effectiveFrom"));
    }

    @Test
    void shouldLetOnlyAdministratorsAddPrices() {
        String body = "{\"plan\":\"small\",\"perHour\":{\"amount\":\"1.00\",\"currency\":\"EUR\"}}";
        api().body(body).post("/v1/prices").then().statusCode(403);
        as(TestTokens.server("srv_1", account, null))
                .body(body)
                .post("/v1/prices")
                .then()
                .statusCode(403);
        as(TestTokens.server("srv_1", account, null)).get("/v1/prices").then().statusCode(403);
        as(TestTokens.admin())
                .body("{\"plan\":\"\",\"perHour\":{\"amount\":\"cheap\",\"currency\":\"eur\"}}")
                .post("/v1/prices")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("plan", "perHour.amount", "perHour.currency"));
    }

    private List<Event<PriceEvent.Published>> published(Predicate<String> plan) {
        return topics.events(Topic.PRICES, PriceEvent.Published.class, event -> plan.test(event.subject()));
    }

    private static Response post(String plan, String perHour, @Nullable Instant from) {
        String effective = from == null ? "" : ",\"effectiveFrom\":\"" + from + "\"";
        return as(TestTokens.admin())
                .body("{\"plan\":\"" + plan + "\",\"perHour\":{\"amount\":\"" + perHour + "\",\"currency\":\"EUR\"}"
                        + effective + "}")
                .post("/v1/prices");
    }
}
