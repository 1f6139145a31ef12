package io.hostmesh.monitoring;

import static io.restassured.RestAssured.given;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Plays provisioning and the servers of one account with one group. */
public final class Mesh implements AutoCloseable {

    public static final String CPU = "cpu_utilization_percent";
    /** Nobody listens there, so a probe is refused. */
    public static final String NOWHERE = "127.0.0.1:1";

    private static final Ids IDS = new Ids();

    public final String account = IDS.next("acc");
    public final String group = IDS.next("grp");
    public final String location = IDS.next("loc");
    public final Cause cause = Cause.start(IDS.next("req"), account);
    public final TestTopics topics = TestTopics.connect();

    public void createGroup(double target, int min) {
        topics.publish(cause, group, new GroupEvent.Created(group, "web", spec(target, min), Instant.now()));
    }

    public void changeGroup(double target, int min) {
        topics.publish(cause, group, new GroupEvent.Changed(group, "web", spec(target, min), Instant.now()));
    }

    private GroupSpec spec(double target, int min) {
        return new GroupSpec("small", "workload-1", location, min, 4, new TargetTracking(CPU, target, 0.1));
    }

    /** A server of the group that answers from now on, as provisioning says. */
    public String createServer() {
        return createServerAt(location);
    }

    public String createServerAt(String location) {
        String server = IDS.next("srv");
        topics.publish(
                cause,
                server,
                new ServerEvent.Provisioned(
                        server, "web-1", group, "small", "workload-1", location, NOWHERE, Instant.now()));
        return server;
    }

    public Response push(String server, double value) {
        return push(server, value, Instant.now());
    }

    /** Pushes as servers do, who repeat what could not be stored in time. */
    public Response push(String server, double value, Instant takenAt) {
        return Await.value("an answer from a Kafka that is there", () -> Optional.of(pushOnce(server, value, takenAt))
                .filter(answer -> answer.statusCode() != 503));
    }

    public Response pushOnce(String server, double value, Instant takenAt) {
        return given().header("Authorization", TestTokens.server(server, account, group))
                .contentType("application/json")
                .body(body(value, takenAt))
                .post("/v1/metrics");
    }

    /** Whether monitoring has heard of that server of the account. */
    public boolean isKnown(String server) {
        return given().header("Authorization", TestTokens.account(account))
                        .queryParam("server", server)
                        .queryParam("metric", CPU)
                        .get("/v1/metrics/query")
                        .statusCode()
                == 200;
    }

    /** Sends a body of remote write. */
    public Response write(String contentType, byte[] body) {
        return asRemoteWrite(given().header("Authorization", TestTokens.account(account)), contentType, body)
                .post("/v1/metrics/write");
    }

    /** Makes a request one of remote write. */
    public static RequestSpecification asRemoteWrite(RequestSpecification request, String contentType, byte[] body) {
        return request.config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/x-protobuf", ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Content-Encoding", "snappy")
                .contentType(contentType)
                .body(body);
    }

    public static String body(double value, Instant takenAt) {
        return """
               {"samples":[{"metric":"%s","value":%s,"timestamp":"%s"}]}""".formatted(CPU, value, takenAt);
    }

    public List<Event<AlertEvent.Fired>> fired(Kind kind) {
        return topics.events(
                Topic.ALERTS,
                AlertEvent.Fired.class,
                event -> event.data().kind() == kind
                        && group.equals(event.data().scope().groupId()));
    }

    public List<Event<AlertEvent.StillFiring>> stillFiring(Kind kind) {
        return topics.events(
                Topic.ALERTS,
                AlertEvent.StillFiring.class,
                event -> event.data().kind() == kind
                        && group.equals(event.data().scope().groupId()));
    }

    public List<Event<AlertEvent.Resolved>> resolved(Kind kind) {
        return topics.events(
                Topic.ALERTS,
                AlertEvent.Resolved.class,
                event -> event.data().kind() == kind
                        && group.equals(event.data().scope().groupId()));
    }

    @Override
    public void close() {
        topics.close();
    }
}
