package io.hostmesh.provisioning.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.UnauthorizedException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.hostmesh.provisioning.docker.Container.End;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.RefusedException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Docker driver decides without an engine. */
class DockerDecisionsTest {

    private static final Instant ENGINE_STARTED = Instant.parse("2026-03-01T12:00:00Z");

    private static End end(int exitStatus, Instant at, boolean outOfMemory) {
        return new End(exitStatus, at, outOfMemory);
    }

    @Test
    void shouldBlameTheHostForWhatEndedAsAskedBeforeTheEngineWasStarted() {
        Instant before = ENGINE_STARTED.minusSeconds(5);
        for (int status : new int[] {0, 130, 137, 143}) {
            assertTrue(HostShutdown.ended(end(status, before, false), ENGINE_STARTED));
            assertFalse(HostShutdown.ended(end(status, ENGINE_STARTED.plusSeconds(1), false), ENGINE_STARTED));
            assertFalse(HostShutdown.ended(end(status, before, true), ENGINE_STARTED));
            assertFalse(HostShutdown.ended(end(status, before, false), null));
        }
        assertFalse(HostShutdown.ended(end(1, before, false), ENGINE_STARTED));
        assertFalse(HostShutdown.ended(end(139, before, false), ENGINE_STARTED));
    }

    @Test
    void shouldTellARefusalFromAnEngineThatFails() {
        assertTrue(refusal(new BadRequestException("range of CPUs is from 0.01 to 2.00")));
        assertTrue(refusal(new ConflictException("marked for removal")));
        assertFalse(refusal(new InternalServerErrorException("no space left on device")));
        assertFalse(refusal(new NotFoundException("404 page not found")));
        assertFalse(refusal(new UnauthorizedException("who are you")));
    }

    private static boolean refusal(DockerException answer) {
        DriverException told = Engine.answered("create the container of srv_1", answer);
        assertEquals(
                "could not create the container of srv_1: the engine says " + answer.getMessage(), told.getMessage());
        return told instanceof RefusedException;
    }

    @Test
    void shouldSpeakAVersionThatBothKnow() {
        assertEquals("1.41", EngineClient.agree("1.41", "1.12").getVersion());
        assertEquals("1.44", EngineClient.agree("1.52", "1.44").getVersion());
        assertEquals("1.44", EngineClient.agree("1.50", null).getVersion());
        assertEquals("1.46", EngineClient.agree("1.60", "1.46").getVersion());
    }

    @Test
    void shouldKeepTheEndOfALogOnly() {
        LogTail tail = new LogTail(3, () -> {});
        IntStream.range(0, 2000)
                .forEach(line -> tail.onNext(
                        new Frame(StreamType.STDOUT, ("line " + line + "\n").getBytes(StandardCharsets.UTF_8))));
        assertEquals(List.of("line 1997", "line 1998", "line 1999"), tail.lines());
        tail.onNext(new Frame(StreamType.STDOUT, "x".repeat(100_000).getBytes(StandardCharsets.UTF_8)));
        assertEquals(1, tail.lines().size());
        assertTrue(tail.lines().get(0).length() <= 8192);
    }

    @Test
    void shouldTakeTheNextCallAsSoonAsOneHasReturned() {
        try (LimitedCalls calls = new LimitedCalls("calls", 1)) {
            for (int call = 0; call < 20_000; call++) {
                int number = call;
                assertEquals(number, calls.call("count", Duration.ofSeconds(5), () -> number));
            }
        }
    }

    @Test
    void shouldEndACallThatTakesTooLongAndTakeNoMoreThanIsAllowed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (LimitedCalls calls = new LimitedCalls("calls", 1)) {
            assertEquals(7, calls.call("count", Duration.ofSeconds(5), () -> 7));
            assertThrows(
                    DriverException.class,
                    () -> calls.call("wait", Duration.ofMillis(200), () -> {
                        try {
                            never.await();
                        } finally {
                            ended.countDown();
                        }
                        return 0;
                    }));
            assertTrue(ended.await(30, TimeUnit.SECONDS));
            // Its place is free a moment after it ended: what is refused until then is asked again.
            CountDownLatch begun = new CountDownLatch(1);
            ExecutorService other = Executors.newSingleThreadExecutor();
            Future<Integer> occupied = other.submit(() -> {
                while (true) {
                    try {
                        return calls.call("wait", Duration.ofMinutes(1), () -> {
                            begun.countDown();
                            never.await();
                            return 8;
                        });
                    } catch (DriverException refused) {
                        assertEquals(1, begun.getCount(), refused::toString);
                    }
                }
            });
            assertTrue(begun.await(30, TimeUnit.SECONDS));
            DriverException refused =
                    assertThrows(DriverException.class, () -> calls.call("count", Duration.ofSeconds(5), () -> 7));
            assertTrue(refused.toString().contains("1 calls"), refused::toString);
            never.countDown();
            assertEquals(8, occupied.get());
            other.shutdown();
        }
    }

    private static DockerPlace configured(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.putIfAbsent("hostmesh.locations.fra1.driver", "docker");
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(DockerSettings.class)
                .withMappingIgnore("hostmesh.**")
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        DockerSettings settings = config.getConfigMapping(DockerSettings.class);
        return DockerDriverFactory.place(
                Objects.requireNonNull(settings.locations().get("fra1"))
                        .docker()
                        .orElseThrow(),
                "hostmesh.locations.fra1.docker");
    }

    @Test
    void shouldReadItsSettings() {
        String prefix = "hostmesh.locations.fra1.docker.";
        DockerPlace place = configured(Map.of(
                prefix + "host",
                "tcp://10.0.0.7:2376",
                prefix + "tag",
                "acme",
                prefix + "images.workload-1",
                "registry.example/workload:3",
                prefix + "address",
                "container",
                prefix + "call-limit",
                "3s"));
        assertEquals("tcp://10.0.0.7:2376", place.host().toString());
        assertEquals(Map.of("workload-1", "registry.example/workload:3"), place.images());
        assertEquals(null, place.listens().publishedOn());
        assertEquals(Duration.ofSeconds(3), place.limits().call());
        assertEquals("bridge", place.network());
    }

    @Test
    void shouldSayWhichSettingIsWrong() {
        String prefix = "hostmesh.locations.fra1.docker.";
        Map<String, String> right = Map.of(prefix + "tag", "acme", prefix + "images.workload-1", "workload:3");
        refuses(right, "host", "http://10.0.0.7");
        refuses(right, "host", "tcp://10.0.0.7");
        refuses(right, "tag", "two words");
        refuses(right, "certificates", "/nowhere");
        refuses(right, "port", "0");
        refuses(right, "grace", "PT-1S");
        refuses(right, "call-limit", "PT0S");
        refuses(right, "calls-at-once", "0");
        refuses(right, "event-stream", "PT0S");
        refuses(right, "log-lines", "-1");
        refuses(right, "processes", "0");
    }

    @Test
    void shouldSayThatCertificatesAreNoneWithoutQuotingThem(@TempDir Path folder) throws IOException {
        for (String file : List.of("ca.pem", "cert.pem", "key.pem")) {
            Files.writeString(folder.resolve(file), "a secret\n");
        }
        String prefix = "hostmesh.locations.fra1.docker.";
        Map<String, String> right = Map.of(prefix + "tag", "acme", prefix + "images.workload-1", "workload:3");
        refuses(right, "certificates", folder.toString());
    }

    private static void refuses(Map<String, String> right, String name, String value) {
        String property = "hostmesh.locations.fra1.docker." + name;
        Map<String, String> wrong = new HashMap<>(right);
        wrong.put(property, value);
        ConfigurationException refused = assertThrows(ConfigurationException.class, () -> configured(wrong));
        assertTrue(refused.toString().contains(property), refused::toString);
        assertTrue(refused.toString().contains(value), refused::toString);
        assertFalse(refused.toString().contains("secret"), refused::toString);
    }
}
