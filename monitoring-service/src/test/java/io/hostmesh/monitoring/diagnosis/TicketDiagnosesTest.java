package io.hostmesh.monitoring.diagnosis;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.hostmesh.contracts.DiagnosisEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ticket about a server has that server diagnosed. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class TicketDiagnosesTest {

    private static final Ids IDS = new Ids();
    private static final String CUSTOMER = "customer/key_1";

    /** All tickets of a test are told one after the other. */
    private final String key = IDS.next("tkt");

    @SuppressWarnings("NullAway.Init")
    private Mesh mesh;

    @SuppressWarnings("NullAway.Init")
    private String server;

    @BeforeEach
    void connect() {
        mesh = new Mesh();
        mesh.createGroup(60, 1);
        server = mesh.createServer();
        Await.until("the server is known", () -> mesh.isKnown(server));
    }

    @AfterEach
    void disconnect() {
        mesh.close();
    }

    private static TicketEvent.Opened opened(String openedBy, @Nullable String serverId, Instant at) {
        return new TicketEvent.Opened(IDS.next("tkt"), "It is slow", "normal", openedBy, serverId, null, at);
    }

    private Event<TicketEvent.Opened> tell(Cause cause, TicketEvent.Opened opened) {
        return mesh.topics.publish(cause, key, opened);
    }

    private Cause another() {
        return Cause.start(IDS.next("req"), mesh.account);
    }

    private static List<String> diagnosed(String account, String serverId) {
        return given().header("Authorization", TestTokens.account(account))
                .get("/v1/diagnoses?server=" + serverId)
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
    }

    @Test
    void shouldDiagnoseTheServerOfATicketOnceHoweverOftenThatIsTold() {
        mesh.push(server, 40);
        Cause cause = another();
        Event<TicketEvent.Opened> ticket = tell(cause, opened(CUSTOMER, server, Instant.now()));
        mesh.topics.publish(ticket);
        Event<DiagnosisEvent.Finished> found = mesh.topics.await(
                Topic.DIAGNOSES,
                DiagnosisEvent.Finished.class,
                event -> server.equals(event.data().serverId()));
        assertEquals(cause.correlationId(), found.correlationId(), "by which the ticket knows it as its own");
        assertEquals(mesh.account, found.accountId());
        assertEquals(DiagnosisEvent.Reason.ASKED_FOR, found.data().reason());
        assertEquals("127.0.0.1", found.data().host());
        assertFalse(found.data().notes().isEmpty());

        Event<TicketEvent.Opened> second = tell(another(), opened("server/" + server, server, Instant.now()));
        mesh.topics.publish(ticket);
        mesh.topics.publish(second);
        Await.until(
                "both tickets have one", () -> diagnosed(mesh.account, server).size() == 2);
        awaitAllHandled();
        assertEquals(2, diagnosed(mesh.account, server).size());
    }

    @Test
    void shouldPassOverWhatIsNoCustomersCaseAboutAServerOfTheirs() {
        String stranger = IDS.next("acc");
        Instant now = Instant.now();
        tell(Cause.start(IDS.next("req"), stranger), opened(CUSTOMER, server, now));
        tell(Cause.start(IDS.next("req"), null), opened(CUSTOMER, server, now));
        tell(another(), opened("platform/hostmesh", server, now));
        tell(another(), opened(CUSTOMER, server, now.minusSeconds(3_600)));
        tell(another(), opened(CUSTOMER, IDS.next("srv"), now));
        tell(another(), opened(CUSTOMER, null, now));
        mesh.topics.publish(another(), key, new TicketEvent.Solved(key, "it is fast", now));
        awaitAllHandled();
        assertEquals(List.of(), diagnosed(mesh.account, server));
        assertEquals(List.of(), diagnosed(stranger, server));
    }

    /** What was told so far is handled when a ticket about another server, told last, is. */
    private void awaitAllHandled() {
        String last = mesh.createServer();
        Await.until("the server is known", () -> mesh.isKnown(last));
        tell(another(), opened(CUSTOMER, last, Instant.now()));
        Await.until(
                "the last ticket has one", () -> !diagnosed(mesh.account, last).isEmpty());
    }
}
