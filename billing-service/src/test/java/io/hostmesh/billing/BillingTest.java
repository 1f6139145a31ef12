package io.hostmesh.billing;

import static io.restassured.RestAssured.given;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A billing service on a real PostgreSQL and Kafka, an account of its own for each test, and what happens to servers. */
@QuarkusTestResource(TestStack.class)
public abstract class BillingTest {

    @Inject
    protected TestClock clock;

    @Inject
    protected Ids ids;

    @Inject
    DataSource database;

    protected TestTopics topics;
    protected String account;

    @BeforeEach
    void connect() {
        topics = TestTopics.connect();
        account = ids.next("acc");
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    /** A time that many seconds before now. */
    protected Instant ago(long seconds) {
        return clock.instant().minusSeconds(seconds);
    }

    protected Event<?> provisioned(String serverId, @Nullable String groupId, String plan, Instant at) {
        return say(
                serverId,
                "req_start_" + serverId,
                new ServerEvent.Provisioned(serverId, "web", groupId, plan, "workload-1", "local", "127.0.0.1:1", at));
    }

    protected Event<?> failed(String serverId, String plan, Instant at) {
        return say(
                serverId,
                "req_end_" + serverId,
                new ServerEvent.Failed(
                        serverId, "web", null, plan, "killed", new FailureEvidence(137, List.of(), "driver"), at));
    }

    protected Event<?> deleted(String serverId, String plan, Instant at) {
        return say(serverId, "req_end_" + serverId, new ServerEvent.Deleted(serverId, null, plan, "asked to", at));
    }

    private Event<?> say(String serverId, String correlationId, ServerEvent fact) {
        return topics.publish(Cause.start(correlationId, account), serverId, fact);
    }

    protected RequestSpecification api() {
        return as(TestTokens.account(account));
    }

    protected static RequestSpecification as(String token) {
        return given().header("Authorization", token).contentType("application/json");
    }

    protected List<JsonPath> items(Response response) {
        response.then().statusCode(200);
        List<Object> items = response.jsonPath().getList("items");
        return IntStream.range(0, items.size())
                .mapToObj(i -> response.jsonPath().setRootPath("items[" + i + "]"))
                .toList();
    }

    protected List<JsonPath> usage() {
        return items(api().get("/v1/usage"));
    }

    /** Waits for that many usage lines of the account, of which that many ended. */
    protected List<JsonPath> awaitUsage(int lines, int ended) {
        Await.until(lines + " usage lines, " + ended + " ended", () -> {
            List<JsonPath> usage = usage();
            return usage.size() == lines
                    && usage.stream()
                                    .filter(line -> line.getString("to") != null)
                                    .count()
                            == ended;
        });
        return usage();
    }

    /** The account's draft, with its lines. */
    protected JsonPath draft() {
        String id =
                api().get("/v1/invoices").then().statusCode(200).extract().path("items.find{it.status=='draft'}.id");
        return invoice(id);
    }

    protected JsonPath invoice(String id) {
        return api().get("/v1/invoices/" + id).then().statusCode(200).extract().jsonPath();
    }

    protected JsonPath finalizeDraft() {
        return api().post("/v1/invoices/" + draft().getString("id") + "/finalize")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    protected long number(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Executes the statements in one transaction. */
    protected void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}
