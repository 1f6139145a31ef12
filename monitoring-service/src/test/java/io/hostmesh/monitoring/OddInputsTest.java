package io.hostmesh.monitoring;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.teststack.DocumentedApi;
import io.hostmesh.teststack.OddBody;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What clients send by mistake is refused by the name of what is wrong, and never a fault of the service. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class OddInputsTest {

    private static final List<String> OPERATIONS = List.of(
            "POST /v1/metrics",
            "POST /v1/alertmanager/api/v2/alerts",
            "POST /v1/alerts/webhook",
            "POST /v1/silences",
            "PATCH /v1/silences/{id}",
            "POST /v1/rules",
            "PATCH /v1/rules/{id}",
            "POST /v1/checks",
            "PATCH /v1/checks/{id}",
            "POST /v1/diagnoses",
            "POST /v1/scrape-targets");

    /** Who sends these adds fields that are of no concern here. */
    private static final Set<String> TOLERANT =
            Set.of("POST /v1/alertmanager/api/v2/alerts", "POST /v1/alerts/webhook");

    private static final List<String> NO_BODIES =
            List.of("", "null", "5", "\"text\"", "true", "{", "{}{}", "[null]", "{\"odd\":1}", "not JSON", "\u0000");

    private static final Map<String, String> QUERIES = Map.ofEntries(
            Map.entry("/v1/alerts?limit=abc", "limit"),
            Map.entry("/v1/alerts?limit=-1", "limit"),
            Map.entry("/v1/checks?limit=99999999999999999999", "limit"),
            Map.entry("/v1/rules?limit=0", "limit"),
            Map.entry("/v1/silences?cursor=odd", "cursor"),
            Map.entry("/v1/alerts?state=odd", "state"),
            Map.entry("/v1/alerts?kind=odd", "kind"),
            Map.entry("/v1/alerts?matcher=odd", "matcher"),
            Map.entry("/v1/silences?state=odd", "state"),
            Map.entry("/v1/metrics/query?metric=m&server=a&group=b", "server"),
            Map.entry("/v1/metrics/query?metric=m&server=a&from=soon", "from"),
            Map.entry("/v1/metrics/query?metric=m&server=a&to=99999-01-01T00:00:00Z", "to"),
            Map.entry("/v1/metrics/query?metric=m&server=a&step=-1", "step"),
            Map.entry("/v1/metrics/query?metric=m&server=a&step=1e999", "step"),
            Map.entry("/v1/metrics/query?metric=m&server=a&step=10&aggregation=p101", "aggregation"),
            Map.entry("/v1/metrics/query?metric=m&match=odd", "match[0]"));

    /** Nothing is there, or what is wrong is no field. */
    private static final List<String> PATHS = List.of(
            "/v1/alerts/%00",
            "/v1/checks/%00",
            "/v1/diagnoses/%00",
            "/v1/rules/%00",
            "/v1/scrape-targets/%00",
            "/v1/silences/%00",
            "/v1/checks/" + "x".repeat(3_000),
            "/v1/metrics/query?metric=%00&server=%00",
            "/v1/metrics/query?metric=m&group=%00");

    private final String account = "acc_odd" + System.nanoTime();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void shouldNameWhatIsWrong() {
        DocumentedApi document = DocumentedApi.read(Set.of(), Set.of());
        document.stands("2026-11-22T00:00:00.123Z", Instant.now().toString());
        for (String operation : OPERATIONS) {
            for (OddBody odd : OddBody.of(document.request(operation))) {
                checkField(operation, odd, send(operation, odd.text()));
            }
            for (String body : NO_BODIES) {
                boolean taken = TOLERANT.contains(operation);
                check(operation + " " + body, send(operation, body), !body.startsWith("{\"") || !taken, "");
            }
            Response another = own().contentType("text/csv").body("a,b").request(method(operation), path(operation));
            check(operation + " of another type", another, true, "");
        }
        QUERIES.forEach((path, field) -> check(path, get(path), true, field));
        PATHS.forEach(path -> check(path, get(path), true, ""));
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldNameAllThatIsWrongWithAList() {
        assertEquals(
                Set.of("limit", "cursor", "state", "kind", "matcher", "colour"),
                Set.copyOf(fields(get("/v1/alerts?limit=0&cursor=x&state=odd&kind=odd&matcher=odd&colour=red"))));
        assertEquals(
                Set.of("limit", "state", "colour"),
                Set.copyOf(fields(get("/v1/silences?limit=x&state=odd&colour=red"))));
    }

    @Test
    void shouldNameWhatIsMissingBesideWhatCannotBeRead() {
        Map<String, Set<String>> wrongFields = Map.of(
                "/v1/rules {\"condition\":{\"type\":5},\"labels\":{\"-\":\"x\"}}",
                        Set.of("name", "condition.type", "labels"),
                "/v1/rules {\"name\":{},\"condition\":{\"type\":\"rate\"}}",
                        Set.of(
                                "name",
                                "condition.metric",
                                "condition.comparison",
                                "condition.fire",
                                "condition.windowSeconds"),
                "/v1/checks {\"type\":\"gopher\",\"resolver\":\"x\"}", Set.of("type", "name", "target"),
                "/v1/checks {\"name\":5,\"type\":\"tcp\",\"target\":\"x\"}", Set.of("name", "target"),
                "/v1/silences {\"comment\":[],\"startsAt\":\"soon\"}",
                        Set.of("comment", "startsAt", "endsAt", "matchers"),
                "/v1/scrape-targets {\"intervalSeconds\":\"x\"}", Set.of("intervalSeconds", "url", "job"));
        wrongFields.forEach((request, fields) -> {
            String[] pathAndBody = request.split(" ", 2);
            assertEquals(fields, Set.copyOf(fields(send("POST " + pathAndBody[0], pathAndBody[1]))), request);
        });
    }

    @Test
    void shouldRefuseOddBodiesInTheWaysOfOtherProtocols() {
        for (String body : List.of("", "5", "[null]", "{", "{\"resourceMetrics\":5}", "{\"resourceMetrics\":[5]}")) {
            int status = own().contentType("application/json")
                    .body(body)
                    .post("/v1/metrics/otlp/v1/metrics")
                    .statusCode();
            assertEquals(400, status, body);
        }
    }

    /** A value that no field can have is refused by the field's name; another odd one may be right, or wrong beside others. */
    private void checkField(String operation, OddBody odd, Response answer) {
        boolean ofNoType = odd.value().equals(OddBody.OF_NO_TYPE);
        boolean refused = ofNoType && !TOLERANT.contains(operation);
        check(operation + " " + odd.text(), answer, refused, ofNoType ? odd.field() : "");
        if (answer.statusCode() == 400 && fields(answer).isEmpty()) {
            wrong.add(operation + " " + odd.text() + " -> names no field: " + answer.asString());
        }
    }

    private void check(String what, Response answer, boolean refused, String field) {
        int status = answer.statusCode();
        boolean named =
                status != 400 || field.isEmpty() || fields(answer).stream().anyMatch(name -> name.contains(field));
        boolean right = (status >= 400 && status < 500)
                ? (answer.contentType().startsWith("application/problem+json") && named)
                : (status < 300 && !refused);
        if (!right) {
            wrong.add(what + " -> " + status + " " + answer.asString());
        }
    }

    private static List<String> fields(Response answer) {
        List<String> fields = answer.path("errors.field");
        return fields == null ? List.of() : fields;
    }

    private Response send(String operation, String body) {
        return own().contentType("application/json").body(body).request(method(operation), path(operation));
    }

    private Response get(String path) {
        return own().urlEncodingEnabled(false).get(path);
    }

    private static String method(String operation) {
        return operation.split(" ", 2)[0];
    }

    private static String path(String operation) {
        return operation.split(" ", 2)[1].replace("{id}", "odd_1");
    }

    private RequestSpecification own() {
        return given().header("Authorization", TestTokens.account(account));
    }
}
