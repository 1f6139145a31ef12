package io.hostmesh.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

    @Test
    void shouldUseAsMuchCpuTimeAsAsked() {
        ProcessFigures figures = new ProcessFigures();
        long before = figures.cpuNanos();
        new WorkHandler(new AtomicLong(), Runnable::run).burn(200);
        long used = figures.cpuNanos() - before;
        assertTrue(used >= 190_000_000, () -> "used " + used);
        assertTrue(figures.residentBytes() > 1_000_000);
    }

    @Test
    void shouldBoundTheWorkOfOneRequest() {
        assertEquals(OptionalInt.of(5), WorkHandler.millis(null));
        assertEquals(OptionalInt.of(250), WorkHandler.millis("a=b&ms=250"));
        assertEquals(OptionalInt.empty(), WorkHandler.millis("ms=1001"));
        assertEquals(OptionalInt.empty(), WorkHandler.millis("ms=-1"));
        assertEquals(OptionalInt.empty(), WorkHandler.millis("ms=x"));
    }

    @Test
    void shouldTakeTheSizeOfItsPlanFromItsControlGroupWhereItHasOne(@TempDir Path group) throws IOException {
        Map<String, String> told = Map.of("HOSTMESH_VCPUS", "0.25");
        Map<String, String> both = Map.of("HOSTMESH_VCPUS", "0.25", "HOSTMESH_CONTROL_GROUP", group.toString());
        assertEquals(1, VirtualCpus.of(Map.of()));
        assertEquals(0.25, VirtualCpus.of(told));
        assertEquals(0.25, VirtualCpus.of(both), "there is nothing to read");
        Files.createDirectory(group.resolve("cpu"));
        Files.writeString(group.resolve("cpu/cpu.cfs_quota_us"), "-1\n");
        Files.writeString(group.resolve("cpu/cpu.cfs_period_us"), "100000\n");
        assertEquals(0.25, VirtualCpus.of(both), "no limit");
        Files.writeString(group.resolve("cpu/cpu.cfs_quota_us"), "50000\n");
        assertEquals(0.5, VirtualCpus.of(both));
        Files.writeString(group.resolve("cpu.max"), "max 100000\n");
        assertEquals(0.25, VirtualCpus.of(both), "no limit");
        Files.writeString(group.resolve("cpu.max"), "200000 100000\n");
        assertEquals(2, VirtualCpus.of(both));
    }

    @Test
    void shouldAnswerThatTooManyWaitInsteadOfClosingTheConnection() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/work", new WorkHandler(new AtomicLong(), work -> {
            throw new RejectedExecutionException("full");
        }));
        server.start();
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/work")
                            .toURL()
                            .openConnection();
            assertEquals(503, connection.getResponseCode());
            assertEquals("1", connection.getHeaderField("Retry-After"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldKeepTheNewestMinuteOnly() {
        Samples samples = new Samples();
        for (int second = 0; second < 100; second++) {
            samples.add(second(second));
        }
        assertEquals(Samples.MOST_SECONDS, samples.pending().size());
        assertEquals(NOW.plusSeconds(40), samples.pending().get(0).at());
        samples.remove(samples.pending().subList(0, 59));
        assertEquals(List.of(second(99)), samples.pending());
    }

    @Test
    void shouldWriteSamplesAsTheApiReadsThem() {
        assertEquals(
                "{\"samples\":["
                        + "{\"metric\":\"cpu_utilization_percent\",\"value\":71.35,\"timestamp\":\"2026-11-22T10:00:00.123Z\"},"
                        + "{\"metric\":\"cpu_seconds_total\",\"value\":1.5,\"timestamp\":\"2026-11-22T10:00:00.123Z\"},"
                        + "{\"metric\":\"memory_resident_bytes\",\"value\":42,\"timestamp\":\"2026-11-22T10:00:00.123Z\"},"
                        + "{\"metric\":\"http_requests_total\",\"value\":3,\"timestamp\":\"2026-11-22T10:00:00.123Z\"}]}",
                Samples.toJson(List.of(new Samples.Second(NOW, 71.3499, 1.5, 42, 3))));
    }

    @Test
    void shouldSendAgainWhatWasNotAccepted() throws IOException {
        AtomicInteger status = new AtomicInteger(503);
        AtomicReference<String> received = new AtomicReference<>("");
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/v1/metrics", exchange -> {
            assertEquals("Bearer secret", exchange.getRequestHeaders().getFirst("Authorization"));
            received.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        api.start();
        try {
            Samples samples = new Samples();
            String address = "http://127.0.0.1:" + api.getAddress().getPort();
            Pusher pusher = new Pusher(address, "secret", samples);
            samples.add(second(0));
            pusher.push();
            assertEquals(List.of(second(0)), samples.pending());
            samples.add(second(1));
            status.set(204);
            pusher.push();
            assertEquals(Samples.toJson(List.of(second(0), second(1))), received.get());
            assertEquals(List.of(), samples.pending());
        } finally {
            api.stop(0);
        }
    }

    @Test
    void shouldTellWhatItReceivedWithoutShowingIt() {
        assertEquals("\"sshKeys\":0,\"userDataBytes\":0,\"userDataSha256\":null", Received.json(Map.of()));
        assertEquals(
                "\"sshKeys\":2,\"userDataBytes\":3,\"userDataSha256\":"
                        + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
                Received.json(Map.of("HOSTMESH_SSH_KEYS", "ssh-ed25519 A\nssh-rsa B", "HOSTMESH_USER_DATA", "YWJj")));
    }

    private static Samples.Second second(int offset) {
        return new Samples.Second(NOW.plusSeconds(offset), offset, offset, 1, 1);
    }
}
