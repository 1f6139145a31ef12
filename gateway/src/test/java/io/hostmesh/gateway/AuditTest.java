package io.hostmesh.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.contracts.AuditEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.Topic;
import io.hostmesh.teststack.TestServers;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditTest extends GatewayTest {

    @Test
    void shouldKeepCallsThatChangeSomething() {
        String account = api.newAccount("audited");
        String key = api.newKey(account);
        api.get("/v1/servers", key);
        api.post("/v1/metrics", key, "{}");
        api.send(api.request("/v1/servers/conflict?answer=409", key)
                .header("X-Request-Id", "audit-proxied-1")
                .POST(BodyPublishers.ofString("{}")));
        api.send(api.request("/v1/api-keys", key)
                .header("X-Request-Id", "audit-own-call-1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"more\"}")));
        api.delete("/v1/budgets/bud_1", key);

        JsonNode items = api.get("/v1/audit", key).body().path("items");
        assertEquals(3, items.size(), items.toString());
        assertEntry(items.get(0), "DELETE", "/v1/budgets/bud_1", 503);
        assertEntry(items.get(1), "POST", "/v1/api-keys", 201);
        assertEntry(items.get(2), "POST", "/v1/servers/conflict", 409);
        assertEquals("audit-proxied-1", items.get(2).path("correlationId").asText());
        assertEquals("audit-own-call-1", items.get(1).path("correlationId").asText());
        for (JsonNode entry : items) {
            assertEquals(account, entry.path("account").asText());
            assertEquals("account", entry.path("actorKind").asText());
            assertEquals("key_" + key.substring(4, 20), entry.path("actorId").asText());
        }

        String operatorsView = api.get("/v1/audit", Api.ADMIN_KEY).body().toString();
        assertTrue(operatorsView.contains("audit-proxied-1"));
        String other = api.newKey(api.newAccount("someone else"));
        assertFalse(api.get("/v1/audit", other).body().toString().contains("audit-proxied-1"));
    }

    /** Nothing was asked of anybody, so there is nothing to keep. */
    @Test
    void shouldRefuseWhatNoResourceOfItsOwnHas() {
        String key = api.newKey(api.newAccount("lost"));
        assertEquals(404, api.post("/v1/nowhere", key, "{}").status());
        assertEquals(404, api.post("/v1/accounts/a/b", key, "{}").status());
        assertEquals(405, api.delete("/v1/api-keys", key).status());
        assertEquals(0, api.get("/v1/audit", key).body().path("items").size());
    }

    @Test
    void shouldPublishWhatItKeeps() {
        String key = api.newKey(api.newAccount("published"));
        api.send(api.request("/v1/servers", key)
                .header("X-Request-Id", "audit-published-1")
                .POST(BodyPublishers.ofString("{}")));
        try (TestTopics topics = TestTopics.connect()) {
            Event<AuditEvent.Audited> event =
                    topics.await(Topic.AUDIT, AuditEvent.Audited.class, one -> one.correlationId()
                            .equals("audit-published-1"));
            assertEquals("/v1/servers", event.data().path());
            assertEquals(200, event.data().status());
            assertEquals("/gateway", event.source());
        }
    }

    /** A bus that took messages no more blocked every thread that had one for it, so that nobody could log in either. */
    @Test
    void cloudstack857ShouldLetInAndAnswerWhileTheBusHangs() {
        TestServers.freezeKafka();
        try {
            String key = api.newKey(api.newAccount("hung"));
            assertEquals(200, api.get("/v1/servers", key).status());
            assertEquals(
                    200,
                    api.send(api.request("/v1/servers", key)
                                    .header("X-Request-Id", "audit-hung-1")
                                    .POST(BodyPublishers.ofString("{}")))
                            .status());
            assertEquals(1, api.get("/v1/audit", key).body().path("items").size());
        } finally {
            TestServers.thawKafka();
        }
        try (TestTopics topics = TestTopics.connect()) {
            topics.await(Topic.AUDIT, AuditEvent.Audited.class, one -> one.correlationId()
                    .equals("audit-hung-1"));
        }
    }

    private static void assertEntry(JsonNode entry, String method, String path, int status) {
        assertEquals(method, entry.path("method").asText());
        assertEquals(path, entry.path("path").asText());
        assertEquals(status, entry.path("status").asInt());
    }
}
