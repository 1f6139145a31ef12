package io.hostmesh.monitoring.watch;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.DiagnosisEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Samples come in over HTTP, alerts come out on the topic. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class JudgingTest extends OneGroup {

    private static final Logger LOG = Logger.getLogger(JudgingTest.class);

    /** Silence lasts 10 s and is counted anew whenever the judge itself stood still for 2 s. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    @Inject
    JudgeThread judge;

    @Test
    void shouldFireSayAgainAndResolveInOneCorrelation() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        assertEquals(204, mesh.push(server, 90).statusCode());
        Event<AlertEvent.Fired> fired = firstFired();

        Await.until("still firing", () -> {
            mesh.push(server, 95);
            return !mesh.stillFiring(Kind.OVERLOAD).isEmpty();
        });
        mesh.push(server, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());

        Event<AlertEvent.StillFiring> still = mesh.stillFiring(Kind.OVERLOAD).get(0);
        Event<AlertEvent.Resolved> resolved = mesh.resolved(Kind.OVERLOAD).get(0);
        assertEquals(1, mesh.fired(Kind.OVERLOAD).size());
        assertEquals(fired.correlationId(), still.correlationId());
        assertEquals(fired.correlationId(), resolved.correlationId());
        assertEquals(fired.data().alertId(), resolved.data().alertId());
        assertEquals(mesh.account, fired.accountId());
        given().header("Authorization", TestTokens.account(mesh.account))
                .get("/v1/alerts/" + fired.data().alertId())
                .then()
                .statusCode(200)
                .body("state", org.hamcrest.Matchers.equalTo("resolved"))
                .body("evidence[0].serverId", org.hamcrest.Matchers.equalTo(server))
                .body("history.transition", org.hamcrest.Matchers.equalTo(List.of("fired", "resolved")));
    }

    @Test
    void shouldBeginANewCorrelationWithEachEpisode() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        mesh.push(server, 90);
        firstFired();
        mesh.push(server, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());
        mesh.push(server, 91);
        Await.until("fired again", () -> mesh.fired(Kind.OVERLOAD).size() == 2);

        List<Event<AlertEvent.Fired>> episodes = mesh.fired(Kind.OVERLOAD);
        assertNotEquals(episodes.get(0).correlationId(), episodes.get(1).correlationId());
    }

    @Test
    void shouldIgnoreRepeatedAndLateSamples() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        Instant newest = Instant.now();
        mesh.push(server, 90, newest.minusSeconds(3));
        firstFired(); // so the judge knows the group: until then only the newest push of a member waits for it
        mesh.push(server, 60, newest);
        mesh.push(server, 99, newest.minusSeconds(2));
        mesh.push(server, 99, newest);
        String other = known(mesh.createServer());
        mesh.push(other, 100);

        Await.until("fired again", () -> mesh.fired(Kind.OVERLOAD).size() == 2);
        AlertEvent.Measurement figures = mesh.fired(Kind.OVERLOAD).get(1).data().measurement();
        assertEquals(80, figures == null ? 0 : figures.value());
    }

    @Test
    void shouldKnowTheOpenAlertAndTheNewestSamplesAfterARestart() throws InterruptedException {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        String calm = known(mesh.createServer());
        mesh.push(calm, 50);
        mesh.push(server, 190);
        firstFired();

        judge.stop();
        mesh.push(server, 195);
        judge.start();
        Await.until("still firing", () -> !mesh.stillFiring(Kind.OVERLOAD).isEmpty());

        Event<AlertEvent.StillFiring> still = mesh.stillFiring(Kind.OVERLOAD).get(0);
        AlertEvent.Measurement figures = still.data().measurement();
        assertEquals(122.5, figures == null ? 0 : figures.value());
        assertEquals(1, mesh.fired(Kind.OVERLOAD).size());
        mesh.push(server, 60);
        mesh.push(calm, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());
    }

    @Test
    void shouldShowTheLastSamplesOfAServerThatFailed() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        for (int second = 20; second > 0; second--) {
            mesh.push(server, 60, Instant.now().minusSeconds(second));
        }
        mesh.push(server, 90);
        firstFired(); // so the judge has taken the samples, which may not be written yet
        ServerEvent.Failed failed = new ServerEvent.Failed(
                server,
                "web-1",
                mesh.group,
                "small",
                "exit status 137",
                new FailureEvidence(137, List.of("killed"), "driver:process"),
                Instant.now());
        Event<ServerEvent.Failed> reported = mesh.topics.publish(mesh.cause, server, failed);
        mesh.topics.publish(reported);
        Await.until("failure fired", () -> !mesh.fired(Kind.FAILURE).isEmpty());

        Event<AlertEvent.Fired> fired = mesh.fired(Kind.FAILURE).get(0);
        assertEquals(mesh.cause.correlationId(), fired.correlationId());
        assertEquals(reported.id(), fired.causationId());
        assertEquals(server, fired.data().scope().serverId());
        AlertEvent.Series series = fired.data().evidence().get(0);
        assertEquals(Mesh.CPU, series.metric());
        assertEquals(21, series.points().size());
        assertEquals(90, series.points().get(20).value());
        assertDiagnosed(fired, server);

        mesh.topics.publish(
                mesh.cause,
                server,
                new ServerEvent.Replaced(server, mesh.group, "srv_new", "127.0.0.1:2", Instant.now()));
        Await.until("resolved", () -> !mesh.resolved(Kind.FAILURE).isEmpty());
        assertEquals(
                "replaced by srv_new", mesh.resolved(Kind.FAILURE).get(0).data().because());
        assertEquals(1, mesh.fired(Kind.FAILURE).size());
    }

    /** Once, whatever is reported again: its last window, in the chain of causes of the alert. */
    private void assertDiagnosed(Event<AlertEvent.Fired> fired, String server) {
        Event<DiagnosisEvent.Finished> diagnosed = mesh.topics.await(
                Topic.DIAGNOSES,
                DiagnosisEvent.Finished.class,
                event -> server.equals(event.data().serverId()));
        assertEquals(fired.correlationId(), diagnosed.correlationId());
        assertEquals(mesh.account, diagnosed.accountId());
        assertEquals(DiagnosisEvent.Reason.SERVER_FAILED, diagnosed.data().reason());
        assertEquals(fired.data().alertId(), diagnosed.data().alertId());
        assertEquals(Mesh.CPU, diagnosed.data().series().get(0).metric());
        assertFalse(diagnosed.data().series().get(0).points().isEmpty());
        given().header("Authorization", TestTokens.account(mesh.account))
                .get("/v1/diagnoses?server=" + server)
                .then()
                .body("items.reason", org.hamcrest.Matchers.contains("server-failed"));
    }

    @Test
    void shouldFindAServerSilentThatNeitherReportsNorAnswersAndTakeItBack() {
        mesh.createGroup(60, 1);
        String silent = known(mesh.createServer());
        String location = mesh.location + "-lost";
        List<String> lost = Stream.generate(() -> known(mesh.createServerAt(location)))
                .limit(3)
                .toList();
        mesh.push(silent, 60);
        lost.forEach(server -> mesh.push(server, 60));
        Await.until("silence fired", SILENCE, () -> !mesh.fired(Kind.FAILURE).isEmpty());
        Event<AlertEvent.Fired> fired = mesh.fired(Kind.FAILURE).get(0);
        assertEquals(silent, fired.data().scope().serverId());
        assertFalse(fired.data().evidence().isEmpty());

        Await.until("location fired", SILENCE, () -> !ofLocation(AlertEvent.Fired.class, location)
                .isEmpty());
        given().header("Authorization", TestTokens.account(mesh.account))
                .get("/v1/alerts/"
                        + ofLocation(AlertEvent.Fired.class, location).get(0).alertId())
                .then()
                .statusCode(200)
                .body("location", org.hamcrest.Matchers.equalTo(location))
                .body("summary", org.hamcrest.Matchers.startsWith("100 % of the servers at " + location));

        mesh.push(silent, 60);
        lost.forEach(server -> mesh.push(server, 60));
        Await.until("silence resolved", () -> !mesh.resolved(Kind.FAILURE).isEmpty());
        assertEquals(
                "the server reports again",
                mesh.resolved(Kind.FAILURE).get(0).data().because());
        Await.until("location resolved", () -> !ofLocation(AlertEvent.Resolved.class, location)
                .isEmpty());
        assertEquals(1, mesh.fired(Kind.FAILURE).size(), "the servers of the location have no alerts of their own");
        assertEquals(1, ofLocation(AlertEvent.Fired.class, location).size());
    }

    private <T extends AlertEvent> List<T> ofLocation(Class<T> type, String location) {
        return mesh
                .topics
                .events(
                        Topic.ALERTS,
                        type,
                        event -> location.equals(event.data().scope().locationId()))
                .stream()
                .map(Event::data)
                .toList();
    }

    @Test
    void shouldResolveTheAlertsOfAGroupThatIsDeleted() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        mesh.push(server, 90);
        firstFired();
        mesh.topics.publish(mesh.cause, mesh.group, new GroupEvent.Deleted(mesh.group, Instant.now()));
        Await.until("resolved", () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());
        assertEquals(
                "the group was deleted",
                mesh.resolved(Kind.OVERLOAD).get(0).data().because());

        mesh.push(server, 95);
        mesh.push(server, 99);
        assertEquals(1, mesh.fired(Kind.OVERLOAD).size());
    }

    @Test
    void shouldJudgeByANewTargetAtOnce() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        mesh.push(server, 60);
        mesh.changeGroup(40, 1);
        firstFired();
    }

    @Test
    void shouldSayWhatLeadsToAnAlertWithinMoments() {
        mesh.createGroup(60, 1);
        String server = known(mesh.createServer());
        List<Long> delays = new ArrayList<>();
        for (int round = 1; round <= 40; round++) {
            int expected = round;
            mesh.push(server, 90);
            Await.until("fired", () -> mesh.fired(Kind.OVERLOAD).size() == expected);
            mesh.push(server, 60);
            Await.until("resolved", () -> mesh.resolved(Kind.OVERLOAD).size() == expected);
        }
        for (Event<AlertEvent.Fired> fired : mesh.fired(Kind.OVERLOAD)) {
            AlertEvent.Measurement figures = Objects.requireNonNull(fired.data().measurement());
            delays.add(onTopicAt(fired) - figures.acceptedAt().toEpochMilli());
        }
        List<Long> sorted = delays.stream().sorted().toList();
        LOG.infof(
                "sample accepted to event on the topic milliseconds p50=%d p90=%d max=%d",
                sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 9 / 10), sorted.get(sorted.size() - 1));
        assertTrue(sorted.get(sorted.size() / 2) < 1_000, sorted::toString);
    }

    private long onTopicAt(Event<AlertEvent.Fired> fired) {
        for (ConsumerRecord<String, byte[]> sent : mesh.topics.records(Topic.ALERTS.topicName())) {
            if (fired.id().equals(new String(sent.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))) {
                return sent.timestamp();
            }
        }
        throw new AssertionError("expected a record of event " + fired.id());
    }
}
