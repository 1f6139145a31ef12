package io.hostmesh.provisioning.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.Driver.Power;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the driver makes of an engine in trouble. */
class EngineTroubleTest {

    private static final String NEVER_STARTED =
            "\"Status\":\"created\",\"ExitCode\":127,\"StartedAt\":\"0001-01-01T00:00:00Z\",\"FinishedAt\":\"0001-01-01T00:00:00Z\"";
    private static final String ENDED =
            "\"Status\":\"exited\",\"OOMKilled\":true,\"StartedAt\":\"2026-03-01T12:00:01Z\",\"FinishedAt\":\"2026-03-01T12:00:05Z\"";

    private final FakeEngine engine = new FakeEngine();
    private final DockerDriver driver = new DockerDriver(engine.place(), Clock.systemUTC());

    EngineTroubleTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        driver.close();
        engine.close();
    }

    private static MachineSpec spec() {
        return new MachineSpec("srv_1", 1, "workload-1", "local", BigDecimal.ONE, 128, Map.of());
    }

    @Test
    void shouldMakeAnotherContainerInPlaceOfOneThatTheEngineDoesNotStart() {
        engine.has("srv_1", "test", NEVER_STARTED);
        engine.says("POST /containers/abc/start", 500, "{\"message\":\"task abc: already exists\"}");
        DriverException failed = assertThrows(DriverException.class, () -> driver.create(spec()));
        assertTrue(failed.toString().contains("already exists"), failed::toString);
        assertTrue(engine.asked.contains("DELETE /v1.41/containers/abc"), engine.asked::toString);
    }

    @Test
    void shouldTakeAContainerThatWasNeverStartedForOff() {
        engine.has("srv_1", "test", NEVER_STARTED);
        engine.says("POST /containers/abc/stop", 304, "");
        engine.says("GET /volumes", 200, "{\"Volumes\":null}");
        assertInstanceOf(Machine.Ended.class, driver.observe("srv_1"));
        assertInstanceOf(Machine.Ended.class, driver.power("srv_1", Power.OFF));
        assertInstanceOf(Machine.Ended.class, driver.observeAll().get(0));
    }

    @Test
    void shouldNotHoldTheContainerOfAnotherAgainstTheLocation() {
        engine.has("srv_1", "another", NEVER_STARTED);
        assertThrows(RefusedException.class, () -> driver.create(spec()));
        assertThrows(RefusedException.class, () -> driver.delete("srv_1"));
    }

    @Test
    void shouldNotBlameWhatWasNotKilledOnMemoryThatAChildOfItWanted() {
        for (int exitStatus : new int[] {0, 1, 143}) {
            engine.has("srv_1", "test", ENDED + ",\"ExitCode\":" + exitStatus);
            assertFalse(assertInstanceOf(Machine.Ended.class, driver.observe("srv_1"))
                    .outOfMemory());
        }
        engine.has("srv_1", "test", ENDED + ",\"ExitCode\":137");
        assertTrue(
                assertInstanceOf(Machine.Ended.class, driver.observe("srv_1")).outOfMemory());
    }

    /** Each log that is asked for holds one of the few connections. */
    @Test
    void shouldAskForFewLogsOfAnEngineThatBringsNone() throws IOException {
        String logs = "GET /containers/abc/logs";
        engine.has("srv_1", "test", ENDED + ",\"ExitCode\":137");
        engine.hangsAt(logs);
        try (DockerDriver impatient =
                new DockerDriver(engine.place(Duration.ofMinutes(1), Duration.ofSeconds(1)), Clock.systemUTC())) {
            for (int look = 0; look < 6; look++) {
                assertInstanceOf(Machine.Ended.class, impatient.observe("srv_1"));
            }
            assertEquals(
                    4,
                    engine.asked.stream()
                            .filter(each -> each.endsWith("/abc/logs"))
                            .count());
            engine.says(logs, 200, "");
            Await.until("logs to be asked for again", () -> {
                impatient.observe("srv_1");
                return engine.asked.stream()
                                .filter(each -> each.endsWith("/abc/logs"))
                                .count()
                        > 4;
            });
        }
    }

    @Test
    void shouldSpeakAnotherVersionOnceTheEngineWasReplaced() {
        engine.speaks("1.43");
        assertInstanceOf(Machine.Absent.class, driver.observe("srv_2"));
        assertTrue(engine.asked.contains("GET /v1.43/containers/hostmesh-srv_2/json"), engine.asked::toString);
        engine.speaks("1.40");
        engine.says(
                "GET /containers/hostmesh-srv_1/json",
                400,
                "{\"message\":\"client version 1.43 is too new. Maximum supported API version is 1.40\"}");
        DriverException once = assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        assertFalse(once instanceof RefusedException, once::toString);
        assertInstanceOf(Machine.Absent.class, driver.observe("srv_2"));
        assertTrue(engine.asked.contains("GET /v1.40/containers/hostmesh-srv_2/json"), engine.asked::toString);
    }

    @Test
    void shouldNotTakeWhatIsNoEngineForOneThatRefuses() {
        engine.says("GET /version", 400, "Client sent an HTTP request to an HTTPS server.");
        DriverException failed = assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        assertFalse(failed instanceof RefusedException, failed::toString);
        assertTrue(failed.toString().contains("HTTPS server"), failed::toString);
    }

    @Test
    void shouldNotTakeACopyOfAMachineForTheMachine() {
        engine.has("srv_1", "test", NEVER_STARTED, "made-by-docker-commit");
        engine.says("GET /volumes", 200, "{\"Volumes\":null}");
        assertEquals(0, driver.observeAll().size());
    }

    @Test
    void shouldReadTheNotesOfDeletionsNowAndThenOnly() {
        engine.has("srv_1", "test", NEVER_STARTED);
        engine.says("GET /volumes", 200, "{\"Volumes\":null}");
        assertEquals(1, driver.observeAll().size());
        assertEquals(1, driver.observeAll().size());
        assertEquals(
                1,
                engine.asked.stream()
                        .filter(asked -> asked.endsWith("/volumes"))
                        .count());
    }

    @Test
    void shouldForgetWhatAnotherInstanceDeleted() {
        Listening listening = new Listening(Clock.systemUTC());
        Instant created = Instant.EPOCH.plusSeconds(1);
        Container.Address address =
                new Container.Address("127.0.0.1", engine.place().host().getPort());
        assertNotNull(listening.since(new Container("abc", "srv_1", 1, created, created, null, address)));
        listening.keepOnly(Set.of("srv_1"));
        assertNotNull(listening.knownSince("srv_1", "abc"));
        listening.keepOnly(Set.of("srv_2"));
        assertNull(listening.knownSince("srv_1", "abc"));
    }

    @Test
    void shouldSayWhyNoEngineAnswersWithoutWhatItSaid() {
        engine.says("GET /containers/hostmesh-srv_1/json", 200, "{\"Created\":\"secret\",\"SizeRw\":\"secret\"");
        DriverException garbled = assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        assertTrue(String.valueOf(garbled.getMessage()).endsWith("what it says cannot be read"), garbled::toString);
        engine.close();
        DriverException gone = assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        assertEquals(
                "could not look at the container of srv_1: " + engine.place().host()
                        + " does not answer as an engine: Connection refused",
                String.valueOf(gone.getMessage()).replaceAll("engine: .*refused", "engine: Connection refused"));
    }
}
