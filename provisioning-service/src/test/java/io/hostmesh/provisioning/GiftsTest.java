package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What machines are given at their first start: keys and user data, of a server and of a group's template. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class GiftsTest {

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe4ec8IWuFFgW5vCom7MjwjvcU79YP9rDZnHWleZtzz alice@example.com";

    private final Api api = new Api();

    @Inject
    DataSource database;

    private static RequestSpecification operator() {
        return given().header("Authorization", TestTokens.admin()).contentType("application/json");
    }

    private Response create(String name, Map<String, Object> more) {
        Map<String, Object> body =
                new HashMap<>(Map.of("name", name, "plan", "nano", "image", "workload-1", "location", "local"));
        body.putAll(more);
        return api.as().body(body).post("/v1/servers");
    }

    @Test
    void shouldGiveKeysAndUserDataToTheMachineAndToNobodyElse() throws IOException, InterruptedException {
        String key = api.as()
                .body(Map.of("name", "laptop", "publicKey", KEY))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201)
                .body("fingerprint", equalTo("SHA256:sl4XVQAbsLCTGuQ5kuaVS0Yebmth85+Pl6h3oq+sQt0"))
                .extract()
                .path("id");
        api.as()
                .body(Map.of("name", "other", "publicKey", KEY))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(409);
        for (var change : List.of(Map.of("name", "laptop"), Map.of("labels", Map.of()))) {
            api.as()
                    .body(change)
                    .patch("/v1/ssh-keys/" + key)
                    .then()
                    .statusCode(200)
                    .body("version", equalTo(1));
        }
        String secret = "#!/bin/sh\necho s3cr\u00e9t";
        create("bad", Map.of("sshKeys", List.of("laptop", "none"), "userData", "x".repeat(32_769)))
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("sshKeys[1]", "userData"));
        String id = create("told", Map.of("sshKeys", List.of("laptop", key), "userData", secret))
                .then()
                .statusCode(202)
                .body("sshKeys", equalTo(List.of(key)))
                .body("hasUserData", equalTo(true))
                .body("userData", equalTo(null))
                .extract()
                .path("id");
        api.awaitState(id, "running");
        assertEquals(KEY + "\n" + base64(secret), received(id));
        assertEquals(secret, api.as().get("/v1/servers/" + id + "/user-data").asString());
        Api other = new Api();
        other.as().get("/v1/servers/" + id + "/user-data").then().statusCode(404);
        operator().get("/v1/servers/" + id + "/user-data").then().statusCode(404);
        other.as().get("/v1/ssh-keys/" + key).then().statusCode(404);
        other.as().delete("/v1/ssh-keys/" + key).then().statusCode(404);
        other.as().get("/v1/ssh-keys").then().body("items.size()", equalTo(0));
        api.as().delete("/v1/ssh-keys/" + key).then().statusCode(204);
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
        api.awaitState(id, "deleted");
        api.as().get("/v1/servers/" + id + "/user-data").then().statusCode(404);
    }

    @Test
    void shouldKnowOfNoUserDataWhereItIsEmpty() {
        create("silent", Map.of("userData", "", "location", "fake"))
                .then()
                .statusCode(202)
                .body("hasUserData", equalTo(false));
    }

    @Test
    void shouldTakeARequestForTheSameInWhateverOrderItsLabelsAre() {
        String rest = "\"name\":\"again\",\"plan\":\"nano\",\"image\":\"workload-1\",\"location\":\"fake\"}";
        for (String labels : List.of("{\"a\":\"1\",\"b\":\"2\"}", "{\"b\":\"2\",\"a\":\"1\"}")) {
            api.as()
                    .header("Idempotency-Key", api.account + "-labels")
                    .body("{\"labels\":" + labels + "," + rest)
                    .post("/v1/servers")
                    .then()
                    .statusCode(202);
        }
    }

    @Test
    void shouldGiveANameToOneOfTwoKeysThatAreRenamedAtOnce() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into ssh_keys (id, account_id, name, public_key, fingerprint, created_at, version)"
                            + " select 'ssh_' || n || '" + api.account + "', '" + api.account
                            + "', 'n-' || n, 'none', 'none-' || n, now(), 1 from generate_series(1, 2) n");
            connection.setAutoCommit(false);
            statement.execute("update ssh_keys set name = 'wanted' where id = 'ssh_1" + api.account + "'");
            CompletableFuture<Response> second = CompletableFuture.supplyAsync(
                    () -> api.as().body(Map.of("name", "wanted")).patch("/v1/ssh-keys/ssh_2" + api.account));
            Await.until("the second to wait for the first", () -> holdsUp(statement));
            connection.commit();
            second.join().then().statusCode(409).body("type", equalTo("https://hostmesh.io/problems/name-taken"));
        }
    }

    @Test
    void shouldKeepNoMoreKeysThanAnAccountMayHaveHoweverManyComeAtOnce() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into ssh_keys (id, account_id, name, public_key, fingerprint, created_at, version)"
                            + " select 'ssh_m' || n || '" + api.account + "', '" + api.account
                            + "', 'm-' || n, 'none', 'none-' || n, now(), 1 from generate_series(1, 199) n");
        }
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            Map<String, Object> key = Map.of("name", "at-once-" + number, "publicKey", ed25519(number));
            answers.add(CompletableFuture.supplyAsync(
                    () -> api.as().body(key).post("/v1/ssh-keys").statusCode()));
        }
        assertEquals(
                1,
                answers.stream()
                        .map(CompletableFuture::join)
                        .filter(status -> status == 201)
                        .count());
    }

    /** A public key of that type; nobody has the private one. */
    private static String ed25519(int number) {
        ByteBuffer key = ByteBuffer.allocate(51).putInt(11).put("ssh-ed25519".getBytes(StandardCharsets.US_ASCII));
        return "ssh-ed25519 "
                + Base64.getEncoder()
                        .encodeToString(key.putInt(32).putInt(number).array());
    }

    private static boolean holdsUp(Statement statement) {
        try (ResultSet waiting = statement.executeQuery(
                "select count(*) from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))")) {
            return waiting.next() && waiting.getInt(1) > 0;
        } catch (SQLException e) {
            throw new AssertionError("expected to see who waits", e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the machine of a server was given. */
    private String received(String serverId) throws IOException, InterruptedException {
        String address = api.server(serverId).getString("address");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/received"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldGiveMembersWhatTheTemplateHasAndForgetItWithTheGroup()
            throws IOException, InterruptedException, SQLException {
        String key = api.as()
                .body(Map.of("name", "team", "publicKey", KEY))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Map<String, Object> body = new HashMap<>(
                Map.of("name", "told", "plan", "nano", "image", "workload-1", "location", "local", "min", 1, "max", 1));
        body.putAll(Map.of("sshKeys", List.of("none"), "userData", "x".repeat(32_769), "warmUpSeconds", 0));
        api.as()
                .body(body)
                .post("/v1/groups")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("sshKeys[0]", "userData"));
        body.putAll(Map.of("sshKeys", List.of("team"), "userData", "first s3cr\u00e9t"));
        String id = api.as()
                .body(body)
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .body("sshKeys", equalTo(List.of(key)))
                .body("hasUserData", equalTo(true))
                .body("userData", equalTo(null))
                .extract()
                .path("id");
        api.awaitRunning(id, 1);
        String first = api.members(id, "running").get(0);
        assertEquals(KEY + "\n" + base64("first s3cr\u00e9t"), received(first));

        change(id, Map.of("userData", "first s3cr\u00e9t", "sshKeys", List.of(key)))
                .then()
                .statusCode(202)
                .body("update.revision", equalTo(1));
        change(id, Map.of("sshKeys", List.of("gone"))).then().statusCode(400);
        change(id, Map.of("userData", "second s3cr\u00e9t", "update", Map.of("pauseSeconds", 0)))
                .then()
                .statusCode(202)
                .body("update.revision", equalTo(2));
        Await.until(
                "the member to be replaced", () -> "done".equals(api.group(id).getString("update.state")));
        String second = api.members(id, "running").get(0);
        assertEquals(KEY + "\n" + base64("second s3cr\u00e9t"), received(second));
        api.awaitState(first, "deleted");
        assertEquals(
                List.of("second s3cr\u00e9t", "second s3cr\u00e9t"),
                kept(),
                "the group's and its member's, and no older one");
        assertFalse(api.as().get("/v1/groups/" + id + "/activities").asString().contains("s3cr"));
        assertFalse(api.as().get("/v1/groups/" + id).asString().contains("s3cr"));

        api.as().delete("/v1/groups/" + id).then().statusCode(202);
        api.awaitState(second, "deleted");
        assertEquals(List.of(), kept());
        api.as().delete("/v1/ssh-keys/" + key).then().statusCode(204);
    }

    private Response change(String groupId, Map<String, Object> body) {
        return api.as().body(body).patch("/v1/groups/" + groupId);
    }

    /** All user data of the account. */
    private List<String> kept() throws SQLException {
        List<String> kept = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select content from user_data where account_id = '" + api.account + "' order by content")) {
            while (found.next()) {
                kept.add(found.getString(1));
            }
        }
        return kept;
    }
}
