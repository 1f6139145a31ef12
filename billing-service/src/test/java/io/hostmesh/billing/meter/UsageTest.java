package io.hostmesh.billing.meter;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.billing.BillingTest;
import io.hostmesh.contracts.Event;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UsageTest extends BillingTest {

    @Test
    void shouldShowEachLifeToTheSecond() {
        String server = ids.next("srv");
        Instant begin = ago(100);
        provisioned(server, "grp_1", "small", begin);
        deleted(server, "small", begin.plusSeconds(40));

        JsonPath line = awaitUsage(1, 1).get(0);

        long seconds = Instant.parse(line.getString("to")).getEpochSecond()
                - Instant.parse(line.getString("from")).getEpochSecond();
        assertEquals(seconds, line.getLong("seconds"));
        assertEquals("0.10", line.getString("amount.amount"));
        assertEquals("EUR", line.getString("amount.currency"));
        assertEquals(server, line.getString("serverId"));
        assertEquals("grp_1", line.getString("groupId"));
        assertEquals("small", line.getString("plan"));
        assertEquals("req_start_" + server, line.getString("startCorrelationId"));
        assertEquals("req_end_" + server, line.getString("endCorrelationId"));
    }

    @Test
    void shouldShowARunningServerToNow() {
        provisioned(ids.next("srv"), null, "large", ago(100));

        JsonPath line = awaitUsage(1, 0).get(0);

        assertNull(line.getString("to"));
        assertNull(line.getString("endCorrelationId"));
        assertTrue(line.getLong("seconds") >= 100, () -> line.prettify());
    }

    @Test
    void shouldCountTheSameForFactsTwiceAndOutOfOrder() {
        String server = ids.next("srv");
        Instant end = ago(10);
        Event<?> deletion = deleted(server, "small", end);
        failed(server, "small", end.minusSeconds(20));
        Event<?> begin = provisioned(server, null, "small", end.minusSeconds(50));
        topics.publish(deletion);
        topics.publish(begin);
        topics.publish(begin);
        provisioned(ids.next("srv"), null, "small", ago(5));

        List<JsonPath> lines = awaitUsage(2, 1);

        JsonPath line = lines.stream()
                .filter(each -> server.equals(each.getString("serverId")))
                .findFirst()
                .orElseThrow();
        assertEquals(30, line.getLong("seconds"));
        assertEquals(3, number("select count(*) from server_fact where server_id = '" + server + "'"));
    }

    @Test
    void shouldFilterAndCutToAWindow() {
        String first = ids.next("srv");
        String second = ids.next("srv");
        Instant begin = ago(1000);
        provisioned(first, "grp_filter", "small", begin);
        deleted(first, "small", begin.plusSeconds(100));
        provisioned(second, null, "small", begin.plusSeconds(500));
        awaitUsage(2, 1);

        assertEquals(1, items(api().get("/v1/usage?serverId=" + second)).size());
        assertEquals(1, items(api().get("/v1/usage?groupId=grp_filter")).size());
        assertEquals(
                1, items(api().get("/v1/usage?correlationId=req_end_" + first)).size());
        List<JsonPath> window =
                items(api().get("/v1/usage?from=" + begin.plusSeconds(40) + "&to=" + begin.plusSeconds(60)));
        assertEquals(
                List.of(20L),
                window.stream().map(line -> line.getLong("seconds")).toList());
    }

    @Test
    void shouldPage() {
        for (int i = 0; i < 5; i++) {
            provisioned(ids.next("srv"), null, "nano", ago(10));
        }
        awaitUsage(5, 0);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Response page = api().get("/v1/usage?limit=2&cursor=" + cursor);
            seen.addAll(page.jsonPath().getList("items.id"));
            cursor = page.jsonPath().getString("nextCursor");
        }
        assertEquals(5, seen.stream().distinct().count());
        assertEquals(5, seen.size());
    }

    @Test
    void shouldShowAnAccountOnlyItsOwn() {
        provisioned(ids.next("srv"), null, "small", ago(10));
        awaitUsage(1, 0);

        as(TestTokens.account(ids.next("acc")))
                .get("/v1/usage")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        as(TestTokens.adminFor(account)).get("/v1/usage").then().body("items", hasSize(1));
        as(TestTokens.server("srv_1", account, null)).get("/v1/usage").then().statusCode(403);
        as("Bearer nonsense").get("/v1/usage").then().statusCode(401);
    }

    @Test
    void shouldNameEveryWrongField() {
        api().get("/v1/usage?from=yesterday&to=tomorrow&limit=0&cursor=x&colour=red")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("from", "to", "limit", "cursor", "colour"));
        api().get("/v1/usage?from=-1000000000-01-01T00:00:00Z&to=1969-12-31T23:59:59Z")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("from", "to"));
        api().get("/v1/usage?from=" + ago(5) + "&to=" + ago(5).minus(Duration.ofHours(1)))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("to"));
    }
}
