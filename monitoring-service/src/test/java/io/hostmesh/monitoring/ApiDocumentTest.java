package io.hostmesh.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.DocumentedApi;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the API's document says is so. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class ApiDocumentTest {

    /** Its body is of protobuf and snappy, and so not in the document. */
    private static final String REMOTE_WRITE = "POST /v1/metrics/write";

    /** They have protocols or readers of their own. */
    private static final Set<String> READING_THEIR_BODIES = Set.of(
            REMOTE_WRITE,
            "POST /v1/metrics",
            "POST /v1/metrics/otlp/v1/metrics",
            "POST /v1/alertmanager/api/v2/alerts",
            "POST /v1/alerts/webhook",
            "PUT /v1/diagnoses/{id}/way-back");

    private static final String DIAGNOSE = "POST /v1/diagnoses";

    /** In an order in which each finds what the ones before it left. */
    private static final List<String> BEFORE_THE_DIAGNOSIS_IS_DONE = List.of(
            "POST /v1/metrics",
            "POST /v1/metrics/otlp/v1/metrics",
            "POST /v1/alertmanager/api/v2/alerts",
            "POST /v1/alerts/webhook",
            "GET /v1/alerts",
            "GET /v1/alerts/{id}",
            "POST /v1/silences",
            "GET /v1/silences",
            "GET /v1/silences/{id}",
            "PATCH /v1/silences/{id}",
            "DELETE /v1/silences/{id}",
            "POST /v1/rules",
            "GET /v1/rules",
            "GET /v1/rules/{id}",
            "PATCH /v1/rules/{id}",
            "DELETE /v1/rules/{id}",
            "POST /v1/checks",
            "GET /v1/checks",
            "GET /v1/checks/places",
            "GET /v1/checks/{id}",
            "GET /v1/checks/{id}/results",
            "PATCH /v1/checks/{id}",
            "DELETE /v1/checks/{id}",
            "POST /v1/scrape-targets",
            "GET /v1/scrape-targets",
            "GET /v1/scrape-targets/{id}",
            "DELETE /v1/scrape-targets/{id}",
            "GET /v1/metrics/query");

    private static final List<String> AFTER_IT =
            List.of("GET /v1/diagnoses", "GET /v1/diagnoses/{id}", "PUT /v1/diagnoses/{id}/way-back");

    private static final Set<String> MAPS = Set.of("annotations", "labels");

    /** They depend on how far something is, and on which programs are installed. */
    private static final Set<String> OPTIONAL = Set.of(
            "because",
            "findings",
            "finishedAt",
            "lastScrape",
            "nextCursor",
            "resolvedAt",
            "echoes",
            "path",
            "jump",
            "best",
            "typical");

    @Test
    void shouldAnswerEveryExampleAsDocumented() {
        DocumentedApi document = DocumentedApi.read(MAPS, OPTIONAL);
        Set<String> executed = new TreeSet<>(Set.of(REMOTE_WRITE, DIAGNOSE));
        executed.addAll(BEFORE_THE_DIAGNOSIS_IS_DONE);
        executed.addAll(AFTER_IT);
        assertEquals(document.operations(), executed);

        try (Mesh mesh = new Mesh()) {
            mesh.createGroup(60, 1);
            String server = mesh.createServer();
            String key = TestTokens.account(mesh.account);
            letStand(document, mesh, server);
            Await.until("the server is known", () -> mesh.isKnown(server));

            executed.removeAll(READING_THEIR_BODIES);
            executed.forEach(operation -> {
                document.refuseNoBody(operation, key);
                document.takeNulls(operation, key);
                document.refuseIncomplete(operation, key);
            });
            document.execute(DIAGNOSE, key);
            document.execute(
                    REMOTE_WRITE,
                    key,
                    request -> Mesh.asRemoteWrite(
                            request,
                            "application/x-protobuf",
                            Bodies.first(System.currentTimeMillis(), 1, "__name__", "up", "job", "web")));
            BEFORE_THE_DIAGNOSIS_IS_DONE.forEach(operation -> document.execute(operation, key));
            Await.until("the diagnosis is done", () -> RestAssured.given()
                    .header("Authorization", key)
                    .get("/v1/diagnoses/" + document.id("dia_0001"))
                    .path("state")
                    .equals("done"));
            AFTER_IT.forEach(operation -> document.execute(operation, key));
        }
    }

    /** Examples are of one moment, which is now. */
    private static void letStand(DocumentedApi document, Mesh mesh, String server) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        document.stands("srv_0001", server);
        document.stands("acc_0001", mesh.account);
        document.stands("2026-11-22T00:00:00.123Z", now.toString());
        document.stands("1795305600123000000", now.toEpochMilli() + "000000");
        document.stands("2026-11-22T00:04:00.123Z", now.plusSeconds(240).toString());
        document.stands("2026-11-22T02:00:00.123Z", now.plusSeconds(7_200).toString());
        document.stands("2026-11-22T03:00:00.123Z", now.plusSeconds(10_800).toString());
    }
}
