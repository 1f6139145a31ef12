package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
}
