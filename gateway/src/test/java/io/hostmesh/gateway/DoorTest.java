package io.hostmesh.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.gateway.Api.Answer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DoorTest extends GatewayTest {

    @Test
    void shouldRefuseCallersWithoutACredential() {
        Answer answer = api.get("/v1/servers", null);
        assertEquals(401, answer.status());
        assertEquals("application/problem+json", answer.header("Content-Type"));
        assertEquals("Bearer", answer.header("WWW-Authenticate"));
        assertTrue(answer.header("X-Request-Id").startsWith("req_"));
        assertEquals(401, api.get("/v1/servers", Api.ADMIN_KEY + "x").status());
        String otherSecret = Api.ADMIN_KEY.substring(0, Api.ADMIN_KEY.length() - 1) + "a";
        assertEquals(401, api.get("/v1/servers", otherSecret).status());
    }

    @Test
    void shouldRefuseTheGatewaysOwnInternalToken() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("hostmesh-gateway");
        claims.setAudience("hostmesh");
        claims.setSubject("key_x");
        claims.setClaim("kind", "admin");
        claims.setExpirationTimeMinutesInTheFuture(1);
        String token = Api.sign(claims, Api.privateKey("HOSTMESH_IDENTITY_PRIVATE_KEY"));
        assertEquals(401, api.get("/v1/servers", token).status());
        assertEquals(401, api.get("/v1/accounts", token).status());
    }

    @Test
    void shouldTellTheServiceWhoCallsAndNothingElse() throws IOException {
        String account = api.newAccount("forger");
        String key = api.newKey(account);
        Answer answer = api.send(api.request("/v1/servers/one?deep=true&name=a%20b", key)
                .header("X-Request-Id", "my-own-request-1")
                .header("Hostmesh-Identity", "admin")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("Idempotency-Key", "the-key")
                .header("If-Match", "\"7\"")
                .GET());
        assertEquals(200, answer.status());
        assertEquals("my-own-request-1", answer.header("X-Request-Id"));
        assertEquals(1, answer.raw().headers().allValues("X-Request-Id").size());
        assertEquals("\"7\"", answer.header("ETag"));
        assertEquals(
                "/v1/servers/one?deep=true&name=a%20b",
                answer.body().path("uri").asText());
        JsonNode headers = answer.body().path("headers");
        assertFalse(headers.has("hostmesh-identity"));
        assertFalse(headers.has("x-forwarded-for"));
        assertEquals("the-key", headers.path("idempotency-key").asText());
        assertEquals("\"7\"", headers.path("if-match").asText());
        assertEquals("my-own-request-1", headers.path("x-request-id").asText());
        JsonNode claims = claims(headers);
        assertEquals("hostmesh-gateway", claims.path("iss").asText());
        assertEquals("hostmesh", claims.path("aud").asText());
        assertEquals("account", claims.path("kind").asText());
        assertEquals(account, claims.path("account").asText());
        assertEquals("key_" + key.substring(4, 20), claims.path("sub").asText());
    }

    @Test
    void shouldTakeAlertsWherePrometheusSendsThemAndAKeyAsAPassword() throws IOException {
        String account = api.newAccount("prometheus");
        String basic = Base64.getEncoder().encodeToString(("any:" + api.newKey(account)).getBytes(UTF_8));
        Answer answer = api.send(api.request("/api/v2/alerts", null)
                .header("Authorization", "Basic " + basic)
                .POST(BodyPublishers.ofString("[]")));
        assertEquals(200, answer.status());
        assertEquals("/v1/alertmanager/api/v2/alerts", answer.body().path("uri").asText());
        assertEquals(
                account, claims(answer.body().path("headers")).path("account").asText());
        assertEquals(
                0,
                api.get("/v1/audit", Api.ADMIN_KEY).body().findValuesAsText("path").stream()
                        .filter(path -> path.contains("/api/v2/alerts"))
                        .count());
        for (String wrong : new String[] {"Basic", "Basic %%%", "Basic bm9jb2xvbg==", "Basic YTpiCg=="}) {
            Answer refused = api.send(api.request("/v1/servers", null)
                    .header("Authorization", wrong)
                    .GET());
            assertEquals(401, refused.status(), wrong);
        }
    }

    @Test
    void shouldLetTheOperatorActForAnAccountAndNobodyElse() throws IOException {
        String account = api.newAccount("acted for");
        Answer acting = api.send(api.request("/v1/servers", Api.ADMIN_KEY)
                .header("Hostmesh-Account", account)
                .GET());
        JsonNode claims = claims(acting.body().path("headers"));
        assertEquals("admin", claims.path("kind").asText());
        assertEquals(account, claims.path("account").asText());

        Answer unknown = api.send(api.request("/v1/servers", Api.ADMIN_KEY)
                .header("Hostmesh-Account", "acc_nobody")
                .GET());
        assertEquals("account-unknown", unknown.problem());

        String key = api.newKey(api.newAccount("curious"));
        Answer forged = api.send(api.request("/v1/servers", key)
                .header("Hostmesh-Account", account)
                .GET());
        assertEquals(403, forged.status());
    }

    @Test
    void shouldStreamBodiesBothWays() {
        byte[] body = new byte[5_000_000];
        new Random(7).nextBytes(body);
        Answer chunked = api.send(api.request("/v1/servers/mirror", Api.ADMIN_KEY)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertEquals(200, chunked.status());
        assertArrayEquals(body, chunked.raw().body());
        Answer sized =
                api.send(api.request("/v1/servers/mirror", Api.ADMIN_KEY).POST(BodyPublishers.ofByteArray(body)));
        assertArrayEquals(body, sized.raw().body());
    }

    @Test
    void shouldRefuseBodiesThatAreTooLarge() {
        String sized = RawHttp.post(address, "/v1/servers", Api.ADMIN_KEY, "Content-Length: 11000000", "");
        assertTrue(sized.startsWith("HTTP/1.1 413"), sized);
        assertTrue(sized.contains("body-too-large"), sized);
        String chunk = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
        String chunked = RawHttp.post(
                address, "/v1/servers", Api.ADMIN_KEY, "Transfer-Encoding: chunked", chunk.repeat(11) + "0\r\n\r\n");
        assertTrue(chunked.startsWith("HTTP/1.1 413"), chunked);
    }

    @Test
    void shouldRefuseHeadsThatAreTooLarge() {
        String longest = RawHttp.get(address, "/v1/events?subject=" + "x".repeat(8173), Api.ADMIN_KEY, "A: b");
        assertTrue(longest.startsWith("HTTP/1.1 200"), longest);
        String tooLong = RawHttp.get(address, "/v1/servers?a=" + "x".repeat(8179), Api.ADMIN_KEY, "A: b");
        assertTrue(tooLong.startsWith("HTTP/1.1 414"), tooLong);
        assertTrue(tooLong.contains("https://hostmesh.io/problems/uri-too-long"), tooLong);
        String tooMany = RawHttp.get(address, "/v1/servers", Api.ADMIN_KEY, "Cookie: " + "x".repeat(16_384));
        assertTrue(tooMany.startsWith("HTTP/1.1 431"), tooMany);
        assertTrue(tooMany.contains("https://hostmesh.io/problems/headers-too-large"), tooMany);
        String ownPath = RawHttp.post(address, "/v1/accounts", Api.ADMIN_KEY, "Content-Length: 1048577", "");
        assertTrue(ownPath.startsWith("HTTP/1.1 413"), ownPath);
        assertTrue(ownPath.contains("https://hostmesh.io/problems/body-too-large"), ownPath);
    }

    @Test
    void shouldAskForABodyThatWaits() {
        String answer =
                RawHttp.post(address, "/v1/servers", Api.ADMIN_KEY, "Content-Length: 2\r\nExpect: 100-continue", "{}");
        assertTrue(answer.startsWith("HTTP/1.1 100"), answer);
        assertTrue(answer.contains("HTTP/1.1 200"), answer);
    }

    @Test
    void shouldSayWhatIsWrongWithAPathThatIsNoUri() {
        for (String path : List.of("/v1/servers/%", "/v1/servers?name=%zz")) {
            String answer = RawHttp.get(address, path, Api.ADMIN_KEY, "X-Request-Id: req_of_the_caller");
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertTrue(answer.contains("problems/invalid-request"), answer);
            assertTrue(answer.contains("X-Request-Id: req_of_the_caller"), answer);
        }
    }

    @Test
    void shouldRefuseUpgrades() {
        String answer = RawHttp.get(address, "/v1/servers", Api.ADMIN_KEY, "Upgrade: websocket");
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertTrue(answer.contains("upgrade-refused"), answer);
    }

    @Test
    void shouldSayThatAServiceIsAway() {
        Answer answer = api.get("/v1/invoices", Api.ADMIN_KEY);
        assertEquals(503, answer.status());
        assertEquals("service-unavailable", answer.problem());
        assertEquals("1", answer.header("Retry-After"));
        assertEquals("application/problem+json", answer.header("Content-Type"));
        assertEquals(503, api.post("/v1/budgets", Api.ADMIN_KEY, "{\"a\":1}").status());
    }

    @Test
    void shouldRepeatReadingOverABrokenConnectionAndNothingElse() {
        assertEquals(200, api.get("/v1/servers/breaks-once", Api.ADMIN_KEY).status());
        assertEquals(
                503, api.post("/v1/servers/breaks-once", Api.ADMIN_KEY, "{}").status());
    }

    @Test
    void shouldSayThatAServiceDoesNotAnswer() {
        Answer answer = api.get("/v1/servers/silent", Api.ADMIN_KEY);
        assertEquals(504, answer.status());
        assertEquals("service-timeout", answer.problem());
    }

    @Test
    void shouldKnowNoOtherPaths() {
        for (String path : new String[] {"/v1/webhooks", "/v1/serversx", "/v1/", "/v1", "/v1/servers/%2e%2e/x"}) {
            Answer answer = api.get(path, Api.ADMIN_KEY);
            assertEquals(404, answer.status(), path);
            assertEquals("not-found", answer.problem(), path);
        }
    }

    /** What came in so would be neither counted nor audited. */
    @Test
    void shouldLetNobodyInByAnotherWayToWriteAPath() {
        for (String path : List.of(
                "//v1/accounts",
                "/./v1/accounts",
                "/q/../v1/accounts",
                "/%2e%2e/v1/accounts",
                "/%76%31/accounts",
                "/v1;a/accounts",
                "/v1/accounts/.",
                "/openapi%2ejson")) {
            String answer = RawHttp.get(address, path, Api.ADMIN_KEY, "A: b");
            assertTrue(answer.startsWith("HTTP/1.1 404"), path + " " + answer);
            assertTrue(answer.contains("problems/not-found"), path + " " + answer);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithARequestThatReachesNoPath() {
        for (String host : List.of("Host: a b", "Host: localhost:99999", "Host: user@host")) {
            String answer =
                    RawHttp.exchange(address, "GET /v1/accounts HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertTrue(answer.contains("application/problem+json"), answer);
            assertTrue(answer.contains("'Host' header"), answer);
            assertFalse(answer.contains("Exception"), answer);
        }
        String noPath = RawHttp.get(address, "?limit=1", Api.ADMIN_KEY, "A: b");
        assertTrue(noPath.startsWith("HTTP/1.1 400"), noPath);
        assertTrue(noPath.contains("must start with '/'"), noPath);
    }

    @Test
    void shouldTellTheLimitAndHoldIt() {
        String account = api.newAccount("limited");
        Answer answer = api.get("/v1/servers", api.newKey(account));
        assertEquals("\"account\";q=1000;w=2", answer.header("RateLimit-Policy"));
        assertTrue(answer.header("RateLimit").matches("\"account\";r=\\d+;t=\\d+"), answer.header("RateLimit"));

        String server = Api.serverToken("srv_chatty", account, null);
        Answer last = answer;
        // The slower the machine, the more of the burst is given back between two calls.
        for (int call = 0; call < 300 && last.status() != 429; call++) {
            last = api.post("/v1/tickets", server, "{}");
        }
        assertEquals(429, last.status());
        assertEquals("too-many-requests", last.problem());
        assertEquals("1", last.header("Retry-After"));
        assertEquals(200, api.post("/v1/metrics", server, "{}").status());
    }

    private static JsonNode claims(JsonNode headers) throws IOException {
        String token = headers.path("authorization").asText().substring("Bearer ".length());
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }
}
