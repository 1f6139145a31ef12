package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.teststack.DocumentedApi;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the API's document says is so. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ApiDocumentTest {

    /** In an order in which each finds what the ones before it left. */
    private static final List<String> CATALOGUE = List.of(
            "PUT /v1/images/{id}",
            "GET /v1/images",
            "GET /v1/images/{id}",
            "PATCH /v1/locations/{id}",
            "GET /v1/locations",
            "GET /v1/locations/{id}",
            "POST /v1/plans",
            "POST /v1/plans/{id}/versions",
            "GET /v1/plans/{id}/versions",
            "PATCH /v1/plans/{id}",
            "GET /v1/plans",
            "GET /v1/plans/{id}",
            "PUT /v1/quotas/{account}",
            "GET /v1/quotas/{account}",
            "GET /v1/quotas",
            "GET /v1/quarantine",
            "GET /v1/quarantine/{id}",
            "POST /v1/quarantine/{id}/actions");

    private static final List<String> SERVER = List.of(
            "POST /v1/ssh-keys",
            "GET /v1/ssh-keys",
            "GET /v1/ssh-keys/{id}",
            "PATCH /v1/ssh-keys/{id}",
            "POST /v1/servers");

    private static final List<String> RUNNING_SERVER = List.of(
            "GET /v1/servers",
            "GET /v1/servers/{id}",
            "PATCH /v1/servers/{id}",
            "GET /v1/servers/{id}/user-data",
            "POST /v1/servers/{id}/actions",
            "GET /v1/servers/{id}/actions",
            "GET /v1/actions/{id}",
            "DELETE /v1/servers/{id}",
            "DELETE /v1/ssh-keys/{id}");

    private static final List<String> GROUP = List.of("POST /v1/groups");

    private static final List<String> RUNNING_GROUP = List.of(
            "GET /v1/groups/{id}",
            "GET /v1/groups",
            "PATCH /v1/groups/{id}",
            "PUT /v1/groups/{id}/members/{server}",
            "POST /v1/groups/{id}/actions",
            "GET /v1/groups/{id}/activities",
            "GET /v1/groups/{id}/forecast",
            "POST /v1/groups/{id}/simulations",
            "DELETE /v1/groups/{id}");

    private static final Set<String> MAPS = Set.of("labels", "units");

    /** They depend on how far something is, or on what other tests left. */
    private static final Set<String> OPTIONAL = Set.of(
            "action",
            "address",
            "because",
            "driver",
            "drivers",
            "error",
            "locations",
            "pricePerHour",
            "reason",
            "finishedAt",
            "startedAt",
            "retiredAt",
            "units",
            "evaluation",
            "figures");

    private final Api api = new Api();

    @Inject
    DataSource database;

    @Test
    void shouldAnswerEveryExampleAsDocumented() throws SQLException {
        DocumentedApi document = DocumentedApi.read(MAPS, OPTIONAL);
        Set<String> executed = new TreeSet<>();
        List.of(CATALOGUE, SERVER, RUNNING_SERVER, GROUP, RUNNING_GROUP).forEach(executed::addAll);
        assertEquals(document.operations(), executed);

        document.stands("acc_0001", api.account);
        document.stands("qtn_0001", quarantined());
        execute(document, CATALOGUE);
        execute(document, SERVER);
        api.awaitState(document.id("srv_0001"), "running");
        execute(document, RUNNING_SERVER);
        execute(document, GROUP);
        api.awaitRunning(document.id("grp_0001"), 1);
        api.publishPrice("nano", "0.36");
        execute(document, RUNNING_GROUP);
    }

    @Test
    void shouldShowConstantsAsTheyAreSentAndNoFieldsThatAreNone() {
        JsonPath schemas = given().get("/q/openapi?format=json").jsonPath().setRootPath("components.schemas");
        assertEquals(List.of("oldest", "newest", "cost", "location-balance"), schemas.getList("Victim.enum"));
        assertEquals(List.of("target-tracking", "step", "scheduled", "predictive"), schemas.getList("PolicyType.enum"));
        assertEquals(
                Set.of("metric", "target", "tolerance"),
                schemas.getMap("Tracking.properties").keySet());
    }

    @Test
    void shouldSayWhichFieldsCanBeNull() {
        JsonPath document = given().get("/q/openapi?format=json").jsonPath();
        JsonPath schemas = document.setRootPath("components.schemas");
        assertEquals(List.of("object", "null"), schemas.getList("GroupBody.properties.labels.type"));
        assertEquals(
                List.of(Map.of("$ref", "#/components/schemas/Victim"), Map.of("type", "null")),
                schemas.getList("GroupBody.properties.victim.anyOf"));
        assertEquals("boolean", schemas.getString("MemberBody.properties.protected.type"));
        assertEquals("array", schemas.getString("GroupView.properties.members.type"), "answers have none");
        document.setRootPath("paths.'/v1/groups'.post.requestBody.content.'application/json'.schema");
        assertEquals("string", document.getString("properties.name.type"), "a new group needs one");
    }

    @Test
    void shouldSayThatEveryReadingRefusesParametersThatThereAreNot() {
        DocumentedApi document = DocumentedApi.read(MAPS, OPTIONAL);
        document.operations().stream()
                .filter(operation -> operation.startsWith("GET "))
                .forEach(operation -> assertTrue(document.refuses(operation, "invalid-request"), operation));
    }

    @Test
    void shouldSayThatGroupsAreReadAndChangedWithAnEntityTag() {
        JsonPath groups = given().get("/q/openapi?format=json").jsonPath().setRootPath("paths.'/v1/groups/{id}'");
        assertEquals(Set.of("ETag"), groups.getMap("get.responses.200.headers").keySet());
        assertEquals(
                Set.of("ETag"), groups.getMap("patch.responses.202.headers").keySet());
    }

    @Test
    void shouldSayWhatASimulationDoesNotLookAt() {
        assertTrue(given().get("/q/openapi?format=json")
                .jsonPath()
                .getString("components.schemas.SimulationBody.properties.group.description")
                .contains("userData"));
    }

    private void execute(DocumentedApi document, List<String> operations) {
        for (String operation : operations) {
            boolean operators = document.refuses(operation, "administrators-only");
            String caller = operators ? TestTokens.admin() : TestTokens.account(api.account);
            document.refuseNoBody(operation, caller);
            document.takeNulls(operation, caller);
            document.refuseIncomplete(operation, caller);
            document.execute(operation, caller);
        }
    }

    /** A machine in quarantine whose server is deleted. */
    private String quarantined() throws SQLException {
        String id = "qtn_document";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into quarantine (id, server_id, account_id, plan_id, location_id, because, since,"
                    + " state, server_deleted_at) values ('" + id + "', 'srv_document', '" + api.account
                    + "', 'nano', 'fake', 'the machine ended with status 137', now(), 'held', now())");
        }
        return id;
    }
}
