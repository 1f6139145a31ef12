package io.hostmesh.billing.invoice;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.billing.BillingTest;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.InvoiceEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InvoiceTest extends BillingTest {

    @Test
    void shouldAddUpTheDraft() {
        endedServer("small", 100, 60);
        endedServer("large", 100, 50);
        awaitUsage(2, 2);

        JsonPath draft = draft();

        assertEquals("draft", draft.getString("status"));
        assertNull(draft.getString("number"));
        assertEquals("0.60", draft.getString("total.amount"));
        assertEquals(
                List.of(40, 50),
                draft.getList("lines.seconds", Integer.class).stream().sorted().toList());
        assertEquals(new BigDecimal("0.60"), sum(draft));
        assertEquals("0.00", draft.getString("amountDue.amount"));
    }

    @Test
    void shouldFinalizeWhileAServerRunsAndGoOnExactlyThere() {
        String server = ids.next("srv");
        provisioned(server, "grp_1", "large", ago(100));
        awaitUsage(1, 0);
        String draftId = draft().getString("id");

        JsonPath invoice = api().header("X-Request-Id", "req_finalize_" + account.substring(4))
                .post("/v1/invoices/" + draftId + "/finalize")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertEquals(draftId, invoice.getString("id"));
        assertEquals("finalized", invoice.getString("status"));
        assertTrue(invoice.getString("number").matches("HM-\\d{6}"));
        assertEquals(invoice.getString("periodEnd"), invoice.getString("lines[0].to"));
        assertEquals("req_start_" + server, invoice.getString("lines[0].startCorrelationId"));
        assertEquals(sum(invoice), new BigDecimal(invoice.getString("total.amount")));
        assertEquals(invoice.prettify(), invoice(draftId).prettify());

        Event<InvoiceEvent.Finalized> event =
                topics.await(Topic.INVOICES, InvoiceEvent.Finalized.class, each -> each.subject()
                        .equals(draftId));
        assertEquals("req_finalize_" + account.substring(4), event.correlationId());
        assertEquals(account, event.accountId());
        assertEquals(invoice.getString("total.amount"), event.data().total().amount());

        clock.advance(Duration.ofSeconds(10));
        Instant end = clock.instant();
        deleted(server, "large", end);
        awaitUsage(1, 1);
        JsonPath next = draft();
        assertNotEquals(draftId, next.getString("id"));
        assertEquals(invoice.getString("periodEnd"), next.getString("periodStart"));
        assertEquals(invoice.getString("periodEnd"), next.getString("lines[0].from"));
        assertEquals("req_end_" + server, next.getString("lines[0].endCorrelationId"));
        long life = usage().get(0).getLong("seconds");
        clock.advance(Duration.ofSeconds(1));
        JsonPath second = finalizeDraft();
        assertEquals(life, invoice.getLong("lines[0].seconds") + second.getLong("lines[0].seconds"));
        api().get("/v1/invoices")
                .then()
                .body("items", hasSize(2))
                .body("items.status", equalTo(List.of("finalized", "finalized")));
    }

    @Test
    void shouldBringLateFactsToTheNextInvoiceAsCorrections() {
        String server = ids.next("srv");
        Instant begin = ago(1000);
        provisioned(server, null, "large", begin);
        awaitUsage(1, 0);
        JsonPath first = finalizeDraft();
        failed(server, "large", begin.plusSeconds(100));
        String late = ids.next("srv");
        provisioned(late, null, "large", begin);
        deleted(late, "large", begin.plusSeconds(950));
        awaitUsage(2, 2);

        clock.advance(Duration.ofSeconds(2));
        JsonPath second = finalizeDraft();

        assertEquals(List.of("correction", "correction"), second.getList("lines.kind"));
        assertTrue(second.getList("lines.seconds", Integer.class).contains(950), second::prettify);
        long billed = first.getLong("lines[0].seconds")
                + second.getList("lines.seconds", Integer.class).stream()
                        .filter(seconds -> seconds < 0)
                        .findFirst()
                        .orElseThrow();
        assertEquals(100, billed);
        assertEquals(first.prettify(), invoice(first.getString("id")).prettify());
    }

    @Test
    void shouldKeepATotalBelowZeroOnTheDraft() {
        String server = ids.next("srv");
        provisioned(server, null, "large", ago(1000));
        awaitUsage(1, 0);
        finalizeDraft();
        failed(server, "large", ago(900));
        awaitUsage(1, 1);
        clock.advance(Duration.ofSeconds(2));

        JsonPath draft = draft();

        assertTrue(draft.getString("total.amount").startsWith("-"));
        api().post("/v1/invoices/" + draft.getString("id") + "/finalize")
                .then()
                .statusCode(409)
                .body("type", containsString("invoice-total-negative"));
    }

    @Test
    void shouldKeepTheBooks() {
        endedServer("large", 200, 100);
        awaitUsage(1, 1);
        String id = finalizeDraft().getString("id");

        assertEquals(
                100,
                number("select sum(amount_minor) from ledger_entry where ledger_account = 'receivable:" + account
                        + "'"));
        assertEquals(1, number("select count(*) from ledger_transaction where reference = '" + id + "'"));
        assertEquals(0, number("select coalesce(sum(amount_minor), 0) from ledger_entry"));
    }

    @Test
    void shouldHaveTheDatabaseRefuseChanges() {
        endedServer("large", 200, 100);
        awaitUsage(1, 1);
        String id = finalizeDraft().getString("id");

        for (String sql : List.of(
                "update invoice set total_minor = 1 where id = '" + id + "'",
                "delete from invoice where id = '" + id + "'",
                "update invoice_line set seconds = 1 where invoice_id = '" + id + "'",
                "delete from invoice_line where invoice_id = '" + id + "'",
                "insert into invoice_line select 'lin_x', invoice_id, 99, kind, server_id, group_id, plan_id, from_at,"
                        + " to_at, seconds, amount_minor, charges, start_correlation_id, end_correlation_id"
                        + " from invoice_line where invoice_id = '" + id + "'",
                "update ledger_entry set amount_minor = 0",
                "delete from ledger_entry",
                "insert into ledger_entry select 'lte_x', id, 'cash', 1, 'EUR' from ledger_transaction limit 1",
                "delete from ledger_transaction",
                "delete from server_fact",
                "truncate invoice_line",
                "update price set per_hour = 0")) {
            assertThrows(SQLException.class, () -> execute(sql), sql);
        }
    }

    @Test
    void shouldHaveTheDatabaseRefuseBooksThatDoNotBalance() {
        SQLException refused = assertThrows(
                SQLException.class,
                () -> execute(
                        "insert into ledger_transaction values ('ltx_x', 'INVOICE', 'x', 'acc_x', 'req_x', now())",
                        "insert into ledger_entry values ('lte_x1', 'ltx_x', 'cash', 5, 'EUR')",
                        "insert into ledger_entry values ('lte_x2', 'ltx_x', 'revenue', -4, 'EUR')"));

        assertTrue(String.valueOf(refused.getMessage()).contains("sum to zero"), refused::getMessage);
    }

    @Test
    void shouldFinalizeOnceHoweverOftenItIsAsked() {
        endedServer("large", 200, 100);
        awaitUsage(1, 1);
        String path = "/v1/invoices/" + draft().getString("id") + "/finalize";

        Response first = api().header("Idempotency-Key", "key-" + account).post(path);
        Response again = api().header("Idempotency-Key", "key-" + account).post(path);

        first.then().statusCode(200);
        again.then().statusCode(200).header("Idempotency-Replayed", "true");
        assertEquals(first.asString(), again.asString());
        api().post(path).then().statusCode(200).body("number", equalTo(first.path("number")));
        api().get("/v1/invoices").then().body("items", hasSize(1));
    }

    @Test
    void shouldNumberInvoicesWithoutGapsWhenFinalizedAtOnce() {
        List<String> tokens = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            account = ids.next("acc");
            endedServer("large", 200, 100);
            awaitUsage(1, 1);
            tokens.add(TestTokens.account(account));
            paths.add("/v1/invoices/" + draft().getString("id") + "/finalize");
        }
        List<CompletableFuture<Integer>> finalized = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            String token = tokens.get(i % 6);
            String path = paths.get(i % 6);
            finalized.add(
                    CompletableFuture.supplyAsync(() -> as(token).post(path).statusCode()));
        }
        finalized.forEach(status -> assertEquals(200, status.join()));

        assertEquals(number("select count(*) from invoice"), number("select max(number) from invoice"));
    }

    @Test
    void shouldRefuseAnEmptyDraftAndAMissingPrice() {
        api().post("/v1/invoices/inv_none/finalize").then().statusCode(404);
        provisioned(ids.next("srv"), null, "plan-without-price", ago(50));
        awaitUsage(1, 0);

        api().post("/v1/invoices/" + draft().getString("id") + "/finalize")
                .then()
                .statusCode(409)
                .body("type", containsString("price-missing"))
                .body("detail", containsString("plan-without-price"));
    }

    @Test
    void shouldHideInvoicesFromOthers() {
        endedServer("large", 200, 100);
        awaitUsage(1, 1);
        String draftId = draft().getString("id");
        String other = TestTokens.account(ids.next("acc"));

        as(other).get("/v1/invoices/" + draftId).then().statusCode(404);
        as(other).post("/v1/invoices/" + draftId + "/finalize").then().statusCode(404);
        as(TestTokens.server("srv_1", account, null)).get("/v1/invoices").then().statusCode(403);
        as(TestTokens.admin()).get("/v1/invoices").then().statusCode(400);
        as(TestTokens.adminFor(account)).get("/v1/invoices/" + draftId).then().statusCode(200);
        finalizeDraft();
        as(other).get("/v1/invoices/" + draftId).then().statusCode(404);
        as(other).post("/v1/invoices/" + draftId + "/finalize").then().statusCode(404);
        as(TestTokens.admin()).get("/v1/invoices/" + draftId).then().statusCode(200);
    }

    @Test
    void shouldPageThroughInvoices() {
        String server = ids.next("srv");
        provisioned(server, null, "large", ago(100));
        awaitUsage(1, 0);
        for (int i = 0; i < 3; i++) {
            finalizeDraft();
            clock.advance(Duration.ofSeconds(5));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Response page = api().get("/v1/invoices?limit=1&cursor=" + cursor);
            seen.addAll(page.jsonPath().getList("items.status"));
            cursor = page.jsonPath().getString("nextCursor");
        }
        assertEquals(List.of("draft", "finalized", "finalized", "finalized"), seen);
        Await.until(
                "every invoice on its topic",
                () -> topics.events(
                                        Topic.INVOICES,
                                        InvoiceEvent.Finalized.class,
                                        event -> account.equals(event.accountId()))
                                .size()
                        == 3);
    }

    private void endedServer(String plan, int fromAgo, int toAgo) {
        String server = ids.next("srv");
        Instant begin = ago(fromAgo);
        provisioned(server, null, plan, begin);
        deleted(server, plan, begin.plusSeconds(fromAgo - toAgo));
    }

    private static BigDecimal sum(JsonPath invoice) {
        return invoice.getList("lines.amount.amount", String.class).stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
