package io.hostmesh.monitoring.watch;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.MaintenanceEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What people are told of, while everything is judged. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class MutingTest extends OneGroup {

    @Test
    void shouldActOnASilencedAlertAndTellOfItOnceTheSilenceIsOver() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        String silence = silence("group=\"" + mesh.group + "\"");
        mesh.push(server, 90);
        Event<AlertEvent.Fired> fired = firstFired();
        AlertEvent.Notice notice = Objects.requireNonNull(fired.data().notice());
        assertTrue(notice.muted());
        assertEquals(List.of(silence), notice.silencedBy());
        assertEquals("group/" + mesh.group, notice.groupKey());
        alert(fired.data().alertId())
                .body("silencedBy", org.hamcrest.Matchers.equalTo(List.of(silence)))
                .body("muted", org.hamcrest.Matchers.equalTo(true))
                .body("told", org.hamcrest.Matchers.equalTo(false));

        own().delete("/v1/silences/" + silence)
                .then()
                .statusCode(200)
                .body("state", org.hamcrest.Matchers.equalTo("expired"));
        Await.until("unmuted", () -> !unmuted().isEmpty());
        Event<AlertEvent.Unmuted> unmuted = unmuted().get(0);
        assertEquals("silence " + silence + " ended", unmuted.data().because());
        assertEquals(fired.correlationId(), unmuted.correlationId());
        assertEquals(fired.data().evidence(), unmuted.data().evidence());

        silence("kind=~\"over.*\"");
        mesh.push(server, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());
        assertFalse(Objects.requireNonNull(
                        mesh.resolved(Kind.OVERLOAD).get(0).data().notice())
                .muted());
        assertEquals(1, unmuted().size());
        alert(fired.data().alertId())
                .body("history.transition", org.hamcrest.Matchers.hasItems("fired", "unmuted", "resolved"))
                .body("history[0].samples[0].points[0].value", org.hamcrest.Matchers.equalTo(90))
                .body("history[-1].samples[0].points[0].value", org.hamcrest.Matchers.equalTo(60));
    }

    @Test
    void shouldMuteWhatIsUnderMaintenanceUntilThatIsOver() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        mesh.push(server, 90);
        Event<AlertEvent.Fired> fired = firstFired();
        String id = new Ids().next("mnt");
        Instant begin = Instant.now();
        mesh.topics.publish(
                mesh.cause,
                id,
                new MaintenanceEvent.Started(
                        id,
                        new MaintenanceEvent.Touched(null, List.of(mesh.group), List.of()),
                        begin.plusSeconds(600),
                        begin));
        Await.until("shown as muted", () -> List.of(id)
                .equals(maintenances(fired.data().alertId())));
        mesh.push(server, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());
        assertFalse(Objects.requireNonNull(
                        mesh.resolved(Kind.OVERLOAD).get(0).data().notice())
                .muted());

        mesh.push(server, 91);
        Await.until("fired again", () -> mesh.fired(Kind.OVERLOAD).size() == 2);
        Event<AlertEvent.Fired> muted = mesh.fired(Kind.OVERLOAD).get(1);
        assertEquals(List.of(id), Objects.requireNonNull(muted.data().notice()).maintenances());
        mesh.topics.publish(mesh.cause, id, new MaintenanceEvent.Completed(id, "done", begin.plusSeconds(1)));
        Await.until("unmuted", () -> !unmuted().isEmpty());
        assertEquals(muted.data().alertId(), unmuted().get(0).data().alertId());
        own().queryParam("matcher", "group=~\"" + mesh.group + "\"")
                .queryParam("matcher", "kind!=failure")
                .queryParam("limit", 1)
                .get("/v1/alerts")
                .then()
                .statusCode(200)
                .body(
                        "items.id",
                        org.hamcrest.Matchers.equalTo(List.of(muted.data().alertId())))
                .body("nextCursor", org.hamcrest.Matchers.notNullValue());
        own().queryParam("matcher", "group=elsewhere")
                .get("/v1/alerts")
                .then()
                .body("items", org.hamcrest.Matchers.hasSize(0));
    }

    private String silence(String matcher) {
        return own().contentType("application/json")
                .body(java.util.Map.of(
                        "matchers",
                        List.of(matcher),
                        "endsAt",
                        Instant.now().plusSeconds(600).toString(),
                        "comment",
                        "a load test"))
                .post("/v1/silences")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private io.restassured.specification.RequestSpecification own() {
        return given().header("Authorization", TestTokens.account(mesh.account));
    }

    private io.restassured.response.ValidatableResponse alert(String id) {
        return own().get("/v1/alerts/" + id).then().statusCode(200);
    }

    private List<String> maintenances(String alertId) {
        return alert(alertId).extract().path("maintenances");
    }

    private List<Event<AlertEvent.Unmuted>> unmuted() {
        return mesh.topics.events(
                Topic.ALERTS,
                AlertEvent.Unmuted.class,
                event -> mesh.group.equals(event.data().scope().groupId()));
    }
}
