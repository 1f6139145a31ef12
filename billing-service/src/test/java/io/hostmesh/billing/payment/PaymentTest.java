package io.hostmesh.billing.payment;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.billing.BillingTest;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.InvoiceEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PaymentTest extends BillingTest {

    @Inject
    PaymentHandler handler;

    @Test
    void shouldPayAnInvoice() {
        String invoice = finalizedInvoice();

        Response paid = pay(invoice, "test-card");

        paid.then()
                .statusCode(201)
                .header("Location", startsWith("/v1/invoices/" + invoice + "/payments/pay_"))
                .body("state", equalTo("succeeded"))
                .body("amount.amount", equalTo("1.00"));
        api().get(paid.header("Location")).then().statusCode(200).body("id", equalTo(paid.path("id")));
        api().get("/v1/invoices/" + invoice)
                .then()
                .body("status", equalTo("paid"))
                .body("amountDue.amount", equalTo("0.00"));
        Event<InvoiceEvent.Paid> event = topics.await(
                Topic.INVOICES, InvoiceEvent.Paid.class, each -> each.subject().equals(invoice));
        assertEquals(paid.path("id"), event.data().paymentId());
        assertEquals(account, event.accountId());
        assertEquals(paid.header("X-Request-Id"), event.correlationId());
        assertEquals(0, receivable());
    }

    @Test
    void shouldRefuseASecondPayment() {
        String invoice = finalizedInvoice();
        pay(invoice, "test-card").then().statusCode(201);

        pay(invoice, "test-card").then().statusCode(409).body("type", containsString("invoice-already-paid"));

        assertEquals(0, receivable());
    }

    @Test
    void shouldTakeTheMoneyOnceWhenPaidFromManySides() {
        String invoice = finalizedInvoice();
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> pay(invoice, "test-card").statusCode()));
        }
        List<Integer> statuses =
                answers.stream().map(CompletableFuture::join).sorted().toList();

        assertEquals(List.of(201, 409, 409, 409, 409, 409, 409, 409), statuses);
        assertEquals(0, receivable());
    }

    @Test
    void shouldLetADeclinedInvoiceBePaidAgain() {
        String invoice = finalizedInvoice();

        pay(invoice, "test-card-declined")
                .then()
                .statusCode(201)
                .body("state", equalTo("declined"))
                .body("declineReason", containsString("declined"));
        topics.await(Topic.INVOICES, InvoiceEvent.PaymentFailed.class, each -> each.subject()
                .equals(invoice));
        api().get("/v1/invoices/" + invoice).then().body("status", equalTo("finalized"));
        pay(invoice, "test-card").then().statusCode(201).body("state", equalTo("succeeded"));

        api().get("/v1/invoices/" + invoice + "/payments")
                .then()
                .body("items.state", equalTo(List.of("declined", "succeeded")));
    }

    @Test
    void shouldAskAgainWhenTheAnswerGotLost() {
        String invoice = finalizedInvoice();

        Response unknown = pay(invoice, "test-card-unanswered");

        unknown.then().statusCode(201).body("state", equalTo("unknown"));
        // A second later the processor is asked again.
        pay(invoice, "test-card")
                .then()
                .statusCode(409)
                .body("type", anyOf(containsString("payment-in-progress"), containsString("invoice-already-paid")));
        awaitState(unknown.header("Location"), "succeeded");
        assertEquals(0, receivable());
        Await.until(
                "paid once",
                () -> topics.events(Topic.INVOICES, InvoiceEvent.Paid.class, event -> event.subject()
                                        .equals(invoice))
                                .size()
                        == 1);
    }

    @Test
    void shouldGoOnAfterACrashBetweenKeepingThePaymentAndAskingTheProcessor() {
        String invoice = finalizedInvoice();
        Caller caller = new Caller(Caller.Kind.ACCOUNT, "hmk_test", account, null, null);
        String id = handler.create(
                        caller,
                        Cause.start("req_crash", account),
                        invoice,
                        new PaymentResource.NewPayment("test-card"),
                        null)
                .await()
                .atMost(Duration.ofSeconds(30));
        String location = PaymentResource.path(invoice) + "/" + id;
        api().get(location).then().body("state", equalTo("pending"));
        pay(invoice, "test-card").then().statusCode(409).body("type", containsString("payment-in-progress"));

        clock.advance(Duration.ofSeconds(31));

        awaitState(location, "succeeded");
        assertEquals(0, receivable());
    }

    @Test
    void shouldPayOnceForOneIdempotencyKey() {
        String invoice = finalizedInvoice();
        String key = "pay-" + invoice;
        String body = "{\"paymentMethod\":\"test-card\"}";

        Response first = api().header("Idempotency-Key", key).body(body).post(PaymentResource.path(invoice));
        Response again = api().header("Idempotency-Key", key).body(body).post(PaymentResource.path(invoice));

        first.then().statusCode(201);
        again.then().statusCode(201).body("id", equalTo(first.path("id"))).body("state", equalTo("succeeded"));
        api().header("Idempotency-Key", key)
                .body("{\"paymentMethod\":\"test-card-declined\"}")
                .post(PaymentResource.path(invoice))
                .then()
                .statusCode(422);
        assertEquals(0, receivable());
    }

    @Test
    void shouldRefuseWhatCannotBePaid() {
        provisioned(ids.next("srv"), null, "large", ago(100));
        awaitUsage(1, 0);
        String draft = draft().getString("id");

        pay(draft, "test-card").then().statusCode(409).body("type", containsString("invoice-not-finalized"));
        pay("inv_none", "test-card").then().statusCode(404);
        pay(draft, "gold").then().statusCode(400).body("errors.field", hasItems("paymentMethod"));
        api().body("{}")
                .post(PaymentResource.path(draft))
                .then()
                .statusCode(400)
                .body("errors", hasSize(1));
    }

    @Test
    void shouldHidePaymentsFromOthers() {
        String invoice = finalizedInvoice();
        String other = TestTokens.account(ids.next("acc"));
        as(other)
                .body("{\"paymentMethod\":\"test-card\"}")
                .post(PaymentResource.path(invoice))
                .then()
                .statusCode(404);
        String location = pay(invoice, "test-card").header("Location");

        as(other).get(location).then().statusCode(404);
        as(other).get(PaymentResource.path(invoice)).then().statusCode(404);
        as(TestTokens.server("srv_1", account, null)).get(location).then().statusCode(403);
    }

    @Test
    void shouldHaveTheDatabaseRefuseToDecideTwice() {
        String id = pay(finalizedInvoice(), "test-card").path("id");

        assertNotNull(assertThrows(
                SQLException.class, () -> execute("update payment set state = 'DECLINED' where id = '" + id + "'")));
    }

    private String finalizedInvoice() {
        String server = ids.next("srv");
        Instant begin = ago(200);
        provisioned(server, null, "large", begin);
        deleted(server, "large", begin.plusSeconds(100));
        awaitUsage(1, 1);
        return finalizeDraft().getString("id");
    }

    private Response pay(String invoice, String method) {
        return api().body("{\"paymentMethod\":\"" + method + "\"}").post(PaymentResource.path(invoice));
    }

    private void awaitState(String location, String state) {
        Await.until(
                location + " " + state, () -> state.equals(api().get(location).path("state")));
    }

    private long receivable() {
        return number("select coalesce(sum(amount_minor), 0) from ledger_entry where ledger_account = 'receivable:"
                + account + "'");
    }
}
