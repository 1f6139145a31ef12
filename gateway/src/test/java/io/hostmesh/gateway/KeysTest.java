package io.hostmesh.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.gateway.Api.Answer;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeysTest extends GatewayTest {

    @Test
    void shouldMakeAccountsForTheOperatorAlone() {
        Answer made = api.post("/v1/accounts", Api.ADMIN_KEY, "{\"name\":\"Acme\"}");
        assertEquals(201, made.status());
        String id = made.body().path("id").asText();
        assertTrue(id.startsWith("acc_"));
        assertTrue(made.header("Location").endsWith("/v1/accounts/" + id));
        assertEquals(
                "Acme",
                api.get("/v1/accounts/" + id, Api.ADMIN_KEY).body().path("name").asText());

        String key = api.newKey(id);
        assertEquals(403, api.post("/v1/accounts", key, "{\"name\":\"Mine\"}").status());
        assertEquals(200, api.get("/v1/accounts/" + id, key).status());
        assertEquals(1, api.get("/v1/accounts", key).body().path("items").size());
        assertEquals(
                404, api.get("/v1/accounts/" + api.newAccount("Other"), key).status());
    }

    @Test
    void shouldListEveryAccountPageByPage() {
        String first = api.newAccount("one");
        String second = api.newAccount("two");
        String seen = "";
        String cursor = "";
        do {
            Answer page = api.get("/v1/accounts?limit=1" + cursor, Api.ADMIN_KEY);
            seen += page.body().path("items").toString();
            String next = page.body().path("nextCursor").asText();
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        assertTrue(seen.contains(first) && seen.contains(second), seen);
    }

    @Test
    void shouldNameEveryWrongField() {
        Answer answer = api.post("/v1/accounts", Api.ADMIN_KEY, "{\"name\":\"\"}");
        assertEquals(400, answer.status());
        assertEquals("name", answer.body().path("errors").path(0).path("field").asText());
    }

    /** As text, a list was shown in the words of the program, and a body taken for the name. */
    @Test
    void shouldReadAndAnswerJsonAlone() {
        for (String path : List.of("/v1/accounts", "/v1/api-keys", "/v1/audit")) {
            for (String accept : List.of("text/html", "garbage")) {
                Answer answer = api.send(api.request(path, Api.ADMIN_KEY).header("Accept", accept));
                assertEquals(406, answer.status(), path);
                assertEquals("not-acceptable", answer.problem(), path);
                assertTrue(answer.body().path("detail").asText().contains("but found '" + accept + "'"));
            }
        }
        for (String path : List.of("/v1/accounts", "/v1/api-keys")) {
            Answer answer = api.send(api.request(path, Api.ADMIN_KEY)
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("Acme")));
            assertEquals(415, answer.status(), path);
            assertTrue(answer.body().path("detail").asText().contains("application/json"), path);
        }
    }

    @Test
    void shouldShowTheSecretOnce() {
        String account = api.newAccount("secretive");
        String body = "{\"name\":\"ci\",\"account\":\"" + account + "\"}";
        Answer made = api.send(api.request("/v1/api-keys", Api.ADMIN_KEY)
                .header("Idempotency-Key", "key-of-" + account)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertEquals(201, made.status());
        assertTrue(made.body().path("key").asText().matches("hmk_[a-z2-7]{16}_[a-z2-7]{52}"));
        Answer again = api.send(api.request("/v1/api-keys", Api.ADMIN_KEY)
                .header("Idempotency-Key", "key-of-" + account)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertEquals(201, again.status());
        assertEquals(made.body().path("id"), again.body().path("id"));
        assertFalse(again.body().has("key"));
        Answer list = api.get("/v1/api-keys", made.body().path("key").asText());
        assertEquals(1, list.body().path("items").size());
        assertFalse(list.body().path("items").path(0).has("key"));
    }

    @Test
    void shouldLetAnAccountHandleItsOwnKeysAlone() {
        String key = api.newKey(api.newAccount("own"));
        String otherAccount = api.newAccount("other");
        String otherKey = api.newKey(otherAccount);
        Answer second = api.post("/v1/api-keys", key, "{\"name\":\"second\"}");
        assertEquals(201, second.status());
        Answer stolen = api.post("/v1/api-keys", key, "{\"name\":\"x\",\"account\":\"" + otherAccount + "\"}");
        assertEquals(422, stolen.status());
        Answer unknown = api.post("/v1/api-keys", key, "{\"name\":\"x\",\"account\":\"acc_nobody\"}");
        assertEquals(
                unknown.body().path("detail").asText(),
                stolen.body().path("detail").asText().replace(otherAccount, "acc_nobody"));
        assertEquals(
                404,
                api.delete("/v1/api-keys/key_" + otherKey.substring(4, 20), key).status());
        assertEquals(200, api.get("/v1/servers", otherKey).status());
    }

    @Test
    void shouldRefuseARevokedKeyAtOnce() {
        String account = api.newAccount("revoked");
        String key = api.newKey(account);
        String id = "key_" + key.substring(4, 20);
        assertEquals(200, api.get("/v1/servers", key).status());
        assertEquals(204, api.delete("/v1/api-keys/" + id, Api.ADMIN_KEY).status());
        assertEquals(401, api.get("/v1/servers", key).status());
        assertEquals(401, api.get("/v1/api-keys", key).status());
        assertEquals(404, api.delete("/v1/api-keys/" + id, Api.ADMIN_KEY).status());
    }
}
