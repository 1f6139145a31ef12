package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests with mistakes, each of which is named. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class WrongRequestsTest {

    private final Api api = new Api();

    @Test
    void shouldNameAllThatIsWrongAlsoWhereAFieldCannotBeRead() {
        api.as()
                .body(Map.of(
                        "name",
                        "-",
                        "plan",
                        5,
                        "image",
                        "workload-1",
                        "location",
                        "local",
                        "labels",
                        Map.of("-x", "y")))
                .post("/v1/servers")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("plan", "name", "labels.-x"));
        api.as()
                .body(Map.of("min", "one", "max", 0, "policies", List.of(Map.of("type", "step", "threshold", "x"))))
                .post("/v1/groups")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder(
                                "name",
                                "plan",
                                "image",
                                "location",
                                "min",
                                "max",
                                "policies[0].threshold",
                                "policies[0].metric",
                                "policies[0].steps"));
    }

    @Test
    void shouldRefuseToOfferAnImageWhereThereIsNoLocation() {
        given().header("Authorization", TestTokens.admin())
                .contentType("application/json")
                .body(Map.of("description", "Nowhere", "locations", List.of("local", "nowhere")))
                .put("/v1/images/nowhere-1")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("locations[1]")));
        api.as().get("/v1/images/nowhere-1").then().statusCode(404);
    }

    @Test
    void shouldNameAllThatIsWrongWithAListOrABody() {
        for (String list : List.of(
                "/v1/servers?limit=abc&state=asleep&labelSelector=-",
                "/v1/ssh-keys?limit=1e3&labelSelector=-",
                "/v1/groups/grp_none/activities?limit=1.5&kind=x",
                "/v1/plans?limit=x&retired=maybe",
                "/v1/plans?limit=0&colour=red",
                "/v1/servers?limit=0&cursor=x&state=asleep&labelSelector=-&colour=red",
                "/v1/groups/grp_none/activities?limit=0&kind=x&colour=red")) {
            List<String> wrong = Arrays.stream(list.split("[?&]"))
                    .skip(1)
                    .map(parameter -> parameter.split("=", 2)[0])
                    .toList();
            api.as()
                    .urlEncodingEnabled(false)
                    .get(list)
                    .then()
                    .statusCode(400)
                    .body("errors.field", containsInAnyOrder(wrong.toArray()))
                    .body(
                            "errors.find { it.field == 'limit' }.message",
                            equalTo("must be a whole number from 1 to 200"));
        }
        api.as()
                .body("{\"name\": 5, \"max\": 0, \"colour\": \"red\"}")
                .post("/v1/groups")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("name", "plan", "image", "location", "min", "max", "colour"));
        api.as()
                .body("{\"name\": 5}")
                .post("/v1/ssh-keys")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("name", "publicKey"));
        given().header("Authorization", TestTokens.admin())
                .contentType("application/json")
                .body("{\"locations\": 5}")
                .put("/v1/images/odd")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("locations", "description"));
    }

    @Test
    void shouldNameAllThatIsWrongWithAChangeOfAGroup() {
        String id = api.createGroup(0, 1);
        Map<String, String> wrong = Map.of(
                "{\"policies\": [null]}", "policies[0]",
                "{\"policies\": [{\"type\": \"predictive\"}]}", "policies[0].metric",
                "{\"update\": {\"maxUnavailable\": \"some\"}}", "update.maxUnavailable",
                "{\"max\": 3, \"desired\": 4}", "desired");
        wrong.forEach((body, field) -> api.as()
                .body(body)
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(400)
                .body("errors.field", hasItem(field)));
        api.as()
                .body("{\"name\": \"\", \"max\": 3, \"desired\": 2, \"plan\": \"nope\"}")
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("name", "plan"));
        api.as()
                .urlEncodingEnabled(false)
                .body("{\"protected\": true}")
                .put("/v1/groups/%00/members/" + id)
                .then()
                .statusCode(404);
        api.deleteGroup(id);
    }
}
