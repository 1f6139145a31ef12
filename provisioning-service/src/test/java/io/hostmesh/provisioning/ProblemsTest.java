package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.ProblemType;
import io.hostmesh.provisioning.fake.FakeDriverFactory;
import io.hostmesh.provisioning.refusal.Refusal;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.DocumentedApi;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Every problem is documented, and is as its documentation says. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ProblemsTest {

    /** A body is sent when the service has asked for it. */
    private static final RestAssuredConfig ASKING_FIRST = RestAssuredConfig.config()
            .httpClient(HttpClientConfig.httpClientConfig().setParam("http.protocol.expect-continue", true));

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe4ec8IWuFFgW5vCom7MjwjvcU79YP9rDZnHWleZtzz alice@example.com";

    /** Told in the error of an action, and never answered with. {@link LocationOutageTest} provokes the last one. */
    private static final Set<Refusal> OF_ACTIONS = EnumSet.of(
            Refusal.ATTEMPT_FAILED, Refusal.STEP_GIVEN_UP, Refusal.MACHINE_FAILED, Refusal.LOCATION_UNAVAILABLE);

    private final Api api = new Api();
    private final Map<String, Response> answers = new TreeMap<>();

    @Inject
    DataSource database;

    @Inject
    FakeDriverFactory drivers;

    @Test
    void shouldDocumentEveryProblemAndAnswerWithItAsDocumented() throws SQLException {
        DocumentedApi document = DocumentedApi.read(Set.of(), Set.of());
        Set<String> known = new TreeSet<>();
        for (ProblemType type : CommonProblem.values()) {
            known.add(type.id());
        }
        for (Refusal type : Refusal.values()) {
            if (!OF_ACTIONS.contains(type)) {
                known.add(type.id());
            }
        }
        assertEquals(known, document.problems().keySet());

        provokeCommonProblems();
        provokeOutages();
        provokeRefusalsOfServers();
        provokeRefusalsOfGroups();
        provokeRefusalsOfBalancers();
        provokeOtherRefusals();
        known.remove(
                CommonProblem.BAD_REQUEST
                        .id()); // What is left for the framework; no request is known that it refuses so.
        assertEquals(known, answers.keySet());
        answers.forEach(document::requireProblem);
    }

    @Test
    void shouldShowWhyAnActionFailsAsDocumented() {
        String id = create("fake", Map.of("name", "troubled")).path("id");
        api.awaitState(id, "running");
        drivers.of("fake").refuse(id);
        // Again where its attempts were over before one was seen to fail.
        for (int tries = 0; tries < 5 && !answers.containsKey(Refusal.ATTEMPT_FAILED.id()); tries++) {
            awaitFailure(reboot(id));
        }
        drivers.of("fake").accept(id);
        drivers.of("fake").hush(id, List.of());
        String lost = reboot(id);
        drivers.of("fake").lose(id);
        awaitFailure(lost);

        DocumentedApi document = DocumentedApi.read(Set.of(), Set.of("finishedAt"));
        for (Refusal type : List.of(Refusal.ATTEMPT_FAILED, Refusal.STEP_GIVEN_UP, Refusal.MACHINE_FAILED)) {
            Response answer = answers.get(type.id());
            assertNotNull(answer, type::id);
            document.requireAnswer("GET /v1/actions/{id}", "failed", answer);
            assertEquals(type == Refusal.MACHINE_FAILED ? 500 : 503, answer.<Integer>path("error.status"));
        }
    }

    private String reboot(String serverId) {
        return api.act(serverId, Map.of("type", "reboot"))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** Keeps what the action says of each problem until it has failed. */
    private void awaitFailure(String actionId) {
        Await.until(actionId + " failed", () -> {
            Response answer = api.as().get("/v1/actions/" + actionId);
            String type = answer.path("error.type");
            if (type != null) {
                answers.put(type.substring(Problem.TYPE_BASE.length()), answer);
            }
            return answer.path("state").equals("failed");
        });
    }

    private void provokeCommonProblems() {
        answered(CommonProblem.UNAUTHORIZED, given().get("/v1/servers"));
        answered(CommonProblem.INVALID_REQUEST, api.as().body("{}").post("/v1/servers"));
        answered(CommonProblem.MALFORMED_JSON, api.as().body("{").post("/v1/servers"));
        answered(
                CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                api.as().contentType("text/csv").body("a,b").post("/v1/servers"));
        answered(CommonProblem.URI_TOO_LONG, api.as().get("/v1/servers?name=" + "x".repeat(8_192)));
        answered(
                CommonProblem.HEADERS_TOO_LARGE,
                api.as().header("X-Padding", "x".repeat(20_480)).get("/v1/servers"));
        answered(
                CommonProblem.BODY_TOO_LARGE,
                api.as().config(ASKING_FIRST).body("x".repeat((1 << 20) + 1)).post("/v1/servers"));
        answered(CommonProblem.NOT_FOUND, api.as().get("/v1/servers/srv_none"));
        answered(CommonProblem.METHOD_NOT_ALLOWED, api.as().delete("/v1/servers"));
        answered(CommonProblem.NOT_ACCEPTABLE, api.as().accept("text/csv").get("/v1/servers"));
        answered(CommonProblem.ACCOUNT_REQUIRED, operator().body("{}").post("/v1/servers"));
        answered(CommonProblem.ADMINISTRATORS_ONLY, api.as().get("/v1/quarantine"));
        answered(CommonProblem.NOT_FOR_SERVERS, api.asServer("srv_1", null).get("/v1/servers"));
        String key = api.account + "-once";
        api.as()
                .header("Idempotency-Key", key)
                .body(key("first"))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201);
        answered(
                CommonProblem.IDEMPOTENCY_KEY_REUSED,
                api.as().header("Idempotency-Key", key).body(key("second")).post("/v1/ssh-keys"));
        String id = api.as().get("/v1/ssh-keys").path("items[0].id");
        answered(
                CommonProblem.PRECONDITION_FAILED,
                api.as().header("If-Match", "\"9\"").delete("/v1/ssh-keys/" + id));
        answered(Refusal.SSH_KEY_EXISTS, api.as().body(key("twin")).post("/v1/ssh-keys"));
    }

    /** A statement that the database ends is an outage; a row that cannot be read is a fault of the service. */
    private void provokeOutages() throws SQLException {
        String waiting = inserted("waiting", "failed", null);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from servers where id = '" + waiting + "' for update");
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(
                    () -> api.as().body(Map.of("name", "renamed")).patch("/v1/servers/" + waiting));
            Await.until("the request to wait and be ended", () -> endedWaiting(statement));
            answered(CommonProblem.UNAVAILABLE, answer.join());
            connection.rollback();
        }
        String broken = inserted("broken", "failed", null);
        execute("update servers set labels = 'broken' where id = '" + broken + "'");
        answered(CommonProblem.INTERNAL_ERROR, api.as().get("/v1/servers/" + broken));
        execute("delete from servers where id = '" + broken + "'");
    }

    private static boolean endedWaiting(Statement statement) {
        try (ResultSet ended = statement.executeQuery("select count(pg_cancel_backend(pid)) from pg_stat_activity"
                + " where wait_event_type = 'Lock' and pg_backend_pid() = any(pg_blocking_pids(pid))")) {
            return ended.next() && ended.getInt(1) > 0;
        } catch (SQLException e) {
            throw new AssertionError("expected to see who waits", e);
        }
    }

    private void provokeRefusalsOfServers() throws SQLException {
        String id = create("fake", Map.of("name", "busy", "deletionProtection", true))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        api.awaitState(id, "running");
        answered(Refusal.NAME_TAKEN, create("fake", Map.of("name", "busy")));
        answered(Refusal.DELETION_PROTECTED, api.as().delete("/v1/servers/" + id));
        answered(Refusal.PLAN_UNCHANGED, api.act(id, Map.of("type", "resize", "plan", "nano")));
        answered(Refusal.ILLEGAL_STATE, api.act(inserted("over", "failed", null), Map.of("type", "stop")));
        drivers.of("fake").hold(id);
        api.act(id, Map.of("type", "reboot")).then().statusCode(202);
        answered(Refusal.ACTION_UNDER_WAY, api.act(id, Map.of("type", "stop")));
        drivers.of("fake").release(id);
        answered(Refusal.SERVER_IN_GROUP, api.act(inserted("member", "failed", "grp_none"), Map.of("type", "rebuild")));
        String failed = inserted("held", "failed", null);
        execute("insert into quarantine (id, server_id, account_id, plan_id, location_id, because, since, state) values"
                + " ('qtn_" + failed + "', '" + failed + "', '" + api.account
                + "', 'nano', 'fake', 'test', now(), 'held')");
        answered(Refusal.MACHINE_IN_QUARANTINE, api.act(failed, Map.of("type", "rebuild")));
        answered(
                Refusal.SERVER_NOT_DELETED,
                operator().body(Map.of("type", "clear")).post("/v1/quarantine/qtn_" + failed + "/actions"));
        execute("delete from quarantine where id = 'qtn_" + failed + "'");
    }

    private void provokeRefusalsOfGroups() throws SQLException {
        String id = api.as()
                .body(Map.of(
                        "name", "full", "plan", "nano", "image", "workload-1", "location", "fake", "min", 1, "max", 1))
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        answered(Refusal.MAXIMUM_REACHED, group(id, "grow"));
        answered(Refusal.NO_UPDATE, group(id, "pause-update"));
        group(id, "suspend-scaling").then().statusCode(202);
        answered(Refusal.SCALING_SUSPENDED, group(id, "grow"));
        group(id, "resume-scaling").then().statusCode(202);
        execute(
                "update server_groups set memory = jsonb_set(memory::jsonb, '{creations}', '{\"failures\":4,\"unanswered\":5}')"
                        + " where id = '" + id + "'");
        answered(Refusal.CREATION_FAILURES, group(id, "grow"));
        api.as().delete("/v1/groups/" + id).then().statusCode(202);
    }

    private void provokeRefusalsOfBalancers() throws SQLException {
        answered(Refusal.NO_BALANCER, createBalanced("fake", Map.of()));
        // The lease keeps the service from balancing groups that are not there.
        execute("insert into balancer_lease (id, owner, leased_until) values (1, 'test', now() + interval '1 minute')"
                + " on conflict (id) do update set owner = 'test', leased_until = excluded.leased_until");
        execute("insert into balancers (group_id, location_id, port, chosen, drain_seconds)"
                + " select 'grp_port' || port, 'local', port, false, 0 from generate_series(17410, 17499) port"
                + " on conflict do nothing");
        answered(Refusal.PORT_TAKEN, createBalanced("local", Map.of("port", 17_499)));
        answered(Refusal.NO_PORT_LEFT, createBalanced("local", Map.of()));
        execute("delete from balancers where group_id like 'grp_port%'");
        execute("update balancer_lease set leased_until = now()");
    }

    private Response createBalanced(String location, Map<String, Object> balancer) {
        return api.as()
                .body(Map.of(
                        "name",
                        "balanced",
                        "plan",
                        "nano",
                        "image",
                        "workload-1",
                        "location",
                        location,
                        "min",
                        0,
                        "max",
                        1,
                        "balancer",
                        balancer))
                .post("/v1/groups");
    }

    private void provokeOtherRefusals() throws SQLException {
        String plan = "p-" + api.account.replace('_', '-');
        Map<String, Object> described =
                Map.of("id", plan, "vcpus", 1, "memoryMegabytes", 64, "scarce", true, "units", Map.of("fake", 0));
        operator().body(described).post("/v1/plans").then().statusCode(201);
        answered(Refusal.PLAN_EXISTS, operator().body(described).post("/v1/plans"));
        answered(Refusal.UNITS_EXHAUSTED, create("fake", Map.of("name", "scarce", "plan", plan)));
        operator()
                .body(Map.of("retired", true))
                .patch("/v1/plans/" + plan)
                .then()
                .statusCode(200);
        answered(Refusal.PLAN_RETIRED, create("fake", Map.of("name", "late", "plan", plan)));
        execute("insert into locations (id, description) values ('closed', 'Closed') on conflict do nothing");
        answered(Refusal.LOCATION_CLOSED, create("closed", Map.of("name", "nowhere")));
        String image = "zz-" + plan;
        operator()
                .body(Map.of("description", "For others", "drivers", new String[] {"process"}))
                .put("/v1/images/" + image)
                .then()
                .statusCode(200);
        answered(Refusal.IMAGE_NOT_OFFERED, create("fake", Map.of("name", "other", "image", image)));
        operator()
                .body(Map.of("servers", 0))
                .put("/v1/quotas/" + api.account)
                .then()
                .statusCode(200);
        answered(Refusal.QUOTA_EXCEEDED, create("fake", Map.of("name", "beyond")));
        execute("insert into ssh_keys (id, account_id, name, public_key, fingerprint, created_at, version)"
                + " select 'ssh_n' || n || '" + api.account + "', '" + api.account
                + "', 'n-' || n, 'none', 'none-' || n, now(), 1 from generate_series(1, 200) n");
        answered(Refusal.TOO_MANY_SSH_KEYS, api.as().body(key("more")).post("/v1/ssh-keys"));
        execute("insert into spend_limits (account_id, budget_id, because, reached_at) values ('" + api.account
                + "', 'bgt_1', 'budget bgt_1 is used up', now())");
        answered(Refusal.SPEND_LIMIT_REACHED, create("fake", Map.of("name", "dear")));
    }

    private void answered(ProblemType type, Response answer) {
        answers.put(type.id(), answer);
    }

    private Response group(String id, String action) {
        return api.as().body(Map.of("type", action)).post("/v1/groups/" + id + "/actions");
    }

    private Response create(String location, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("plan", "nano", "image", "workload-1", "location", location));
        body.putAll(more);
        return api.as().body(body).post("/v1/servers");
    }

    private static Map<String, Object> key(String name) {
        return Map.of("name", name, "publicKey", KEY);
    }

    /** A server that nothing is done about; returns its id. */
    private String inserted(String name, String state, String group) throws SQLException {
        String id = "srv_" + name + api.account;
        execute("insert into servers (id, account_id, name, group_id, plan_id, image_id, location_id, replaces,"
                + " created_at, state, since, correlation_id, attempts, version, because) values ('" + id + "', '"
                + api.account + "', '" + name + "', " + (group == null ? "null" : "'" + group + "'")
                + ", 'nano', 'workload-1', 'fake', '', now(), '" + state + "', now(), 'request_1', 0, 1, 'test')");
        return id;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", TestTokens.admin()).contentType("application/json");
    }
}
