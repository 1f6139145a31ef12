package io.hostmesh.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventsTest extends GatewayTest {

    private static final String STOPPED = "io.hostmesh.provisioning.server.stopped";

    private TestTopics topics;

    @BeforeEach
    void connect() {
        topics = TestTopics.connect();
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void shouldKeepEventsOnceAndShowThemInOrder() {
        String account = api.newAccount("ordered");
        String key = api.newKey(account);
        Event<?> first = publish(account, "req_in_order_1", "srv_a");
        topics.publish(first);
        Event<?> second = publish(account, "req_in_order_1", "srv_a");
        topics.publish(first);
        publish(account, "req_in_order_2", "srv_b");
        awaitEvents(key, "", 3);

        JsonNode items = events(key, "?correlationId=req_in_order_1");
        assertEquals(2, items.size());
        assertEquals(first.id(), items.get(0).path("id").asText());
        assertEquals(second.id(), items.get(1).path("id").asText());
        JsonNode event = items.get(0);
        assertEquals(STOPPED, event.path("type").asText());
        assertEquals("srv_a", event.path("subject").asText());
        assertEquals(account, event.path("account").asText());
        assertEquals("srv_a", event.path("data").path("serverId").asText());
        assertEquals(3, events(key, "?type=" + STOPPED).size());
        assertEquals(1, events(key, "?subject=srv_b").size());
        assertEquals(
                0, events(key, "?type=io.hostmesh.provisioning.server.failed").size());
        JsonNode page = api.get("/v1/events?limit=2", key).body();
        assertEquals(2, page.path("items").size());
        JsonNode rest = api.get(
                        "/v1/events?limit=2&cursor=" + page.path("nextCursor").asText(), key)
                .body();
        assertEquals(1, rest.path("items").size());
        assertFalse(rest.has("nextCursor"));
    }

    @Test
    void shouldKeepAccountsApart() {
        String mine = api.newAccount("mine");
        String theirs = api.newAccount("theirs");
        String key = api.newKey(mine);
        publish(theirs, "req_not_yours_1", "srv_theirs");
        publish(null, "req_operators_1", "srv_operators");
        publish(mine, "req_mine_only_1", "srv_mine");
        awaitEvents(key, "", 1);
        assertEquals(0, events(key, "?correlationId=req_not_yours_1").size());
        assertEquals(0, events(key, "?correlationId=req_operators_1").size());
        assertEquals(0, events(key, "?subject=srv_theirs").size());
        awaitEvents(Api.ADMIN_KEY, "?correlationId=req_not_yours_1", 1);
        awaitEvents(Api.ADMIN_KEY, "?correlationId=req_operators_1", 1);
        JsonNode acting = api.send(api.request("/v1/events", Api.ADMIN_KEY)
                        .header("Hostmesh-Account", mine)
                        .GET())
                .body();
        assertEquals(1, acting.path("items").size());
    }

    @Test
    void shouldStreamWhatArrivesToItsOwnAccount() {
        String account = api.newAccount("follower");
        String key = api.newKey(account);
        publish(account, "req_before_1", "srv_before");
        awaitEvents(key, "", 1);
        try (SseReader stream = follow(key, null)) {
            assertEquals(200, stream.status());
            Await.until("a first sign", () -> !stream.comments().isEmpty());
            publish("acc_someone_else", "req_other_1", "srv_x");
            publish(account, "req_live_1", "srv_live");
            Await.until("the event", () -> stream.data().size() == 1);
            assertTrue(
                    stream.data().get(0).contains("req_live_1"), stream.data().get(0));
            int heartbeats = stream.comments().size();
            Await.until("a heartbeat", () -> stream.comments().size() > heartbeats);
            assertEquals(1, stream.data().size());
        }
    }

    @Test
    void shouldResumeWithoutLossOrDuplicate() throws Exception {
        String account = api.newAccount("resumer");
        String key = api.newKey(account);
        int total = 300;
        ExecutorService producers = Executors.newFixedThreadPool(3);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int producer = 0; producer < 3; producer++) {
            String server = "srv_producer_" + producer;
            done.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < total / 3; i++) {
                            publish(account, "req_resumed_1", server);
                        }
                    },
                    producers));
        }
        List<String> ids = new ArrayList<>();
        List<String> data = new ArrayList<>();
        String last = "0";
        while (data.size() < total) {
            try (SseReader stream = follow(key, last)) {
                int seen = data.size();
                int enough = Math.min(40, total - seen);
                Await.until("more events than " + seen, () -> stream.data().size() >= enough);
                List<String> read = List.copyOf(stream.data());
                data.addAll(read);
                ids.addAll(List.copyOf(stream.ids()).subList(0, read.size()));
                last = ids.get(ids.size() - 1);
            }
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
        producers.shutdown();
        assertEquals(total, data.size());
        Set<String> unique = new HashSet<>(ids);
        assertEquals(total, unique.size());
        assertEquals(
                ids.stream().map(Long::parseLong).sorted().map(String::valueOf).toList(), ids);
    }

    @Test
    void shouldEndTheStreamOfARevokedKey() {
        String key = api.newKey(api.newAccount("cut off"));
        try (SseReader stream = follow(key, null)) {
            Await.until("a first sign", () -> !stream.comments().isEmpty());
            api.delete("/v1/api-keys/key_" + key.substring(4, 20), Api.ADMIN_KEY);
            Await.until("the end of the stream", stream::hasEnded);
        }
    }

    @Test
    void shouldRefuseStreamsToStrangersAndWrongPositions() {
        try (SseReader stream = SseReader.open(api.client(), api.request("/v1/events", null))) {
            assertEquals(401, stream.status());
        }
        try (SseReader stream = follow(Api.ADMIN_KEY, "yesterday")) {
            assertEquals(400, stream.status());
        }
        assertEquals(400, api.get("/v1/events?cursor=abc", Api.ADMIN_KEY).status());
    }

    private SseReader follow(String key, @Nullable String lastEventId) {
        var request = api.request("/v1/events", key);
        return SseReader.open(
                api.client(), lastEventId == null ? request : request.header("Last-Event-ID", lastEventId));
    }

    private Event<?> publish(@Nullable String account, String correlationId, String serverId) {
        return topics.publish(
                Cause.start(correlationId, account),
                serverId,
                new ServerEvent.Stopped(serverId, null, "small", "a test", Instant.now()));
    }

    private JsonNode events(String key, String query) {
        return api.get("/v1/events" + query, key).body().path("items");
    }

    private void awaitEvents(String key, String query, int count) {
        Await.until(count + " events for " + query, () -> events(key, query).size() >= count);
    }
}
