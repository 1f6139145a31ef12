package io.hostmesh.kit.note;

import static io.restassured.RestAssured.given;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused for its head, before a resource sees it. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class RequestHeadsTest {

    private static final String PROBLEM = "application/problem+json";

    @Test
    void shouldRefuseARequestWithoutAToken() {
        given().get("/v1/notes")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", "Bearer")
                .header("X-Request-Id", matchesPattern("req_[0-9a-z]{26}"))
                .body("type", equalTo("https://hostmesh.io/problems/unauthorized"))
                .body("status", equalTo(401));
    }

    @Test
    void shouldRefuseATokenThatIsExpiredOrForged() {
        given().header("Authorization", TestTokens.expired("acc_1"))
                .get("/v1/notes")
                .then()
                .statusCode(401);
        String token = TestTokens.account("acc_1");
        String forged = token.substring(0, token.length() - 4) + "AAAA";
        given().header("Authorization", forged)
                .get("/v1/notes")
                .then()
                .statusCode(401)
                .contentType(PROBLEM);
        given().header("Authorization", "Bearer nonsense")
                .get("/v1/notes")
                .then()
                .statusCode(401);
    }

    @Test
    void shouldSayWhatIsWrongWithAPathOrQueryThatIsNoUri() throws IOException {
        for (String path : List.of("/v1/notes/%", "/v1/notes/%zz", "/v1/notes?limit=%", "/%", "/v1/notes?a=b|c")) {
            String answers = raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Request-Id: req_of_the_caller\r\n"
                    + "Content-Length: 4\r\n\r\nnull"
                    + "GET /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            int wrong = 1 + Math.max(path.indexOf('%'), path.indexOf('|'));
            assertThat(path, answers, startsWith("HTTP/1.1 400 "));
            assertThat(path, answers, containsString("X-Request-Id: req_of_the_caller"));
            assertThat(path, answers, containsString(PROBLEM));
            assertThat(path, answers, containsString("https://hostmesh.io/problems/invalid-request"));
            assertThat(path, answers, containsString(" at character " + wrong + ";"));
            assertThat("the connection goes on", answers, containsString("HTTP/1.1 401 "));
        }
    }

    @Test
    void shouldSayWhatIsTooLarge() throws IOException {
        String rest = " HTTP/1.1\r\nHost: x\r\nX-Request-Id: req_of_the_caller\r\nAuthorization: "
                + TestTokens.account("acc_1") + "\r\nContent-Type: application/json\r\n";
        String next = "\r\nGET /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        String tooLong = raw("GET /v1/notes?a=" + "x".repeat(100_000) + rest + next);
        String tooManyFields =
                raw("GET /v1/notes" + rest + ("Cookie: " + "x".repeat(1000) + "\r\n").repeat(100) + next);
        String announced = raw("POST /v1/notes" + rest + "Content-Length: 1048577\r\n\r\n");
        assertRefused(tooLong, 414, "uri-too-long");
        assertThat("the connection goes on", tooLong, containsString("HTTP/1.1 401 "));
        assertRefused(tooManyFields, 431, "headers-too-large");
        assertThat("the connection goes on", tooManyFields, containsString("HTTP/1.1 401 "));
        assertRefused(announced, 413, "body-too-large");
    }

    private static void assertRefused(String answers, int status, String type) {
        assertThat(answers, startsWith("HTTP/1.1 " + status + " "));
        assertThat(answers, containsString("X-Request-Id: req_of_the_caller"));
        assertThat(answers, containsString(PROBLEM));
        assertThat(answers, containsString("https://hostmesh.io/problems/" + type));
    }

    /** Sends what no client library would send, and returns all that is answered. */
    private static String raw(String requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
