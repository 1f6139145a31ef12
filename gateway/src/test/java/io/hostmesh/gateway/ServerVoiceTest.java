package io.hostmesh.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.gateway.Api.Answer;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ServerVoiceTest extends GatewayTest {

    @Test
    void shouldLetAServerDoThreeThings() {
        String token = Api.serverToken("srv_voice", "acc_voice", "grp_own");
        Answer pushed = api.post("/v1/metrics", token, "{\"samples\":[]}");
        assertEquals(200, pushed.status());
        assertEquals("\"metrics\";q=120;w=12", pushed.header("RateLimit-Policy"));
        assertEquals(200, api.post("/v1/groups/grp_own/actions", token, "{}").status());
        assertEquals(200, api.post("/v1/tickets", token, "{}").status());

        assertOutsideScope(api.post("/v1/groups/grp_other/actions", token, "{}"));
        assertOutsideScope(api.post("/v1/groups/grp_own", token, "{}"));
        assertOutsideScope(api.get("/v1/groups/grp_own", token));
        assertOutsideScope(api.get("/v1/metrics", token));
        assertOutsideScope(api.post("/v1/servers", token, "{}"));
        assertOutsideScope(api.get("/v1/events", token));
        assertOutsideScope(api.post("/v1/api-keys", token, "{\"name\":\"x\"}"));
        assertOutsideScope(api.get("/v1/audit", token));
    }

    @Test
    void shouldSilenceServersThatAreGone() {
        assertSilencedBy(
                "srv_deleted", new ServerEvent.Deleted("srv_deleted", null, "small", "asked for", Instant.now()));
        assertSilencedBy(
                "srv_failed",
                new ServerEvent.Failed(
                        "srv_failed",
                        "one",
                        null,
                        "small",
                        "its process is gone",
                        new ServerEvent.FailureEvidence(137, List.of(), "driver:process"),
                        Instant.now()));
    }

    @Test
    void shouldRefuseTokensOfAnyoneElse() {
        String token = Api.serverToken("srv_altered", "acc_one", null);
        String altered = token.substring(0, token.length() - 4) + "AAAA";
        assertEquals(401, api.post("/v1/metrics", altered, "{}").status());
        assertEquals(
                401, api.post("/v1/metrics", "eyJhbGciOiJub25lIn0.e30.", "{}").status());
    }

    private void assertSilencedBy(String serverId, ServerEvent end) {
        String token = Api.serverToken(serverId, "acc_gone", null);
        assertEquals(200, api.post("/v1/metrics", token, "{}").status());
        try (TestTopics topics = TestTopics.connect()) {
            topics.publish(Cause.start("req_the_end", "acc_gone"), serverId, end);
        }
        Await.until(
                "the token of " + serverId + " is void",
                () -> api.post("/v1/metrics", token, "{}").status() == 401);
    }

    private static void assertOutsideScope(Answer answer) {
        assertEquals(403, answer.status());
        assertEquals("outside-server-scope", answer.problem());
    }
}
