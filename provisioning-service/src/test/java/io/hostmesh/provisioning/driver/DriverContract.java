package io.hostmesh.provisioning.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.Driver.Power;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What provisioning relies on, whatever the machines are. Each driver has a subclass that runs it. */
public abstract class DriverContract {

    /** The driver under test, over the same place each time: a second one sees the machines of the first. */
    protected abstract Driver driver();

    /** Another driver over the same place, as after a restart of provisioning or in another instance of it. */
    protected abstract Driver restarted();

    /** Ends a machine's workload from outside, as {@code kill -9} would. */
    protected abstract void kill(String serverId);

    protected static MachineSpec spec(String serverId) {
        return spec(serverId, Map.of());
    }

    protected static MachineSpec spec(String serverId, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOSTMESH_SERVER_ID", serverId);
        all.put("HOSTMESH_TOKEN", "secret-of-" + serverId);
        return new MachineSpec(serverId, 1, "workload-1", "local", new BigDecimal("0.25"), 128, Map.copyOf(all));
    }

    private static MachineSpec generation(int generation, MachineSpec of) {
        return new MachineSpec(
                of.serverId(),
                generation,
                of.imageId(),
                of.locationId(),
                of.vcpus(),
                of.memoryMegabytes(),
                of.environment());
    }

    private static MachineSpec large(MachineSpec of) {
        return new MachineSpec(
                of.serverId(),
                of.generation(),
                of.imageId(),
                of.locationId(),
                new BigDecimal("0.5"),
                256,
                of.environment());
    }

    protected Machine.Alive awaitAnswer(String serverId) {
        Await.until(
                "an address of " + serverId,
                () -> driver().observe(serverId) instanceof Machine.Alive alive && alive.address() != null);
        Machine.Alive alive = assertInstanceOf(Machine.Alive.class, driver().observe(serverId));
        assertTrue(answers(Objects.requireNonNull(alive.address())));
        return alive;
    }

    protected boolean answers(String address) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + address + "/healthz").toURL().openConnection();
            connection.setReadTimeout(10_000); // A machine of a small plan takes its time for the first answer.
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldCreateAMachineThatAnswers() {
        Instant before = Instant.now().minusMillis(50);
        driver().create(spec("srv_answers"));
        Machine.Alive alive = awaitAnswer("srv_answers");
        assertNotNull(alive.listeningSince());
        assertTrue(alive.listeningSince().isAfter(before));
        assertFalse(alive.listeningSince().isAfter(Instant.now()));
    }

    @Test
    void shouldCreateOnceHoweverOftenAsked() {
        driver().create(spec("srv_once"));
        String address = awaitAnswer("srv_once").address();
        driver().create(spec("srv_once"));
        restarted().create(spec("srv_once"));
        assertEquals(address, awaitAnswer("srv_once").address());
        assertEquals(
                1,
                driver().observeAll().stream()
                        .filter(machine -> machine.serverId().equals("srv_once"))
                        .count());
    }

    @Test
    void shouldCreateOneMachineWhenAskedFromManySidesAtOnce() throws Exception {
        ExecutorService sides = Executors.newFixedThreadPool(6);
        Driver other = restarted();
        List<Future<?>> asked = new CopyOnWriteArrayList<>();
        for (int side = 0; side < 6; side++) {
            Driver driver = side % 2 == 0 ? driver() : other;
            asked.add(sides.submit(() -> driver.create(spec("srv_sides"))));
        }
        for (Future<?> future : asked) {
            future.get();
        }
        sides.shutdown();
        awaitAnswer("srv_sides");
        assertEquals(1, workloads("srv_sides"));
    }

    /** How many workloads of that server run. */
    protected abstract long workloads(String serverId);

    /** How much of processors a running machine was given, as its workload or its host sees it. */
    protected abstract BigDecimal vcpus(String serverId);

    @Test
    void shouldSeeAMachineAfterARestart() {
        driver().create(spec("srv_restart"));
        String address = awaitAnswer("srv_restart").address();
        Machine.Alive seen = assertInstanceOf(Machine.Alive.class, restarted().observe("srv_restart"));
        assertEquals(address, seen.address());
    }

    @Test
    void shouldTellOfAnEndedMachineSoonAndExactly() {
        List<String> ended = new CopyOnWriteArrayList<>();
        driver().onExit(ended::add);
        driver().create(spec("srv_killed"));
        awaitAnswer("srv_killed");
        Instant killedAt = Instant.now();
        kill("srv_killed");
        Await.until("word of the end", Duration.ofSeconds(10), () -> ended.contains("srv_killed"));
        Instant toldAt = Instant.now();
        Machine.Ended machine = assertInstanceOf(Machine.Ended.class, driver().observe("srv_killed"));
        assertEquals(137, machine.exitStatus());
        assertTrue(machine.endedAt().isAfter(killedAt.minusMillis(500)));
        assertFalse(machine.endedAt().isAfter(toldAt), "when it ended, not when that was seen");
        assertTrue(machine.lastLogLines().stream().anyMatch(line -> line.contains("srv_killed")));
    }

    @Test
    void shouldKnowTheExitStatusOfAMachineThatEndedWhileNobodyLooked() {
        driver().create(spec("srv_unwatched", Map.of("STAND_IN", "dies")));
        Await.until("its end", () -> restarted().observe("srv_unwatched") instanceof Machine.Ended);
        Machine.Ended machine =
                assertInstanceOf(Machine.Ended.class, restarted().observe("srv_unwatched"));
        assertEquals(7, machine.exitStatus());
    }

    @Test
    void shouldNotStartAnEndedMachineAgainByCreatingIt() {
        driver().create(spec("srv_ended", Map.of("STAND_IN", "dies")));
        Await.until("its end", () -> driver().observe("srv_ended") instanceof Machine.Ended);
        assertInstanceOf(Machine.Ended.class, driver().create(spec("srv_ended")));
    }

    @Test
    void shouldDeleteAndReturnWhenNothingIsLeft() {
        driver().create(spec("srv_deleted"));
        String address = awaitAnswer("srv_deleted").address();
        Instant endedAt = driver().delete("srv_deleted");
        assertNotNull(endedAt);
        assertFalse(answers(Objects.requireNonNull(address)));
        assertEquals(0, workloads("srv_deleted"));
        assertEquals(endedAt, driver().delete("srv_deleted"));
        assertInstanceOf(Machine.Absent.class, driver().observe("srv_deleted"));
    }

    @Test
    void shouldDeleteAMachineThatDoesNotWantToEnd() {
        driver().create(spec("srv_stubborn", Map.of("STAND_IN", "stubborn")));
        awaitAnswer("srv_stubborn");
        driver().delete("srv_stubborn");
        assertEquals(0, workloads("srv_stubborn"));
    }

    @Test
    void shouldNotCreateAMachineThatWasDeleted() {
        driver().delete("srv_late");
        assertInstanceOf(Machine.Absent.class, driver().create(spec("srv_late")));
        driver().create(spec("srv_gone"));
        driver().delete("srv_gone");
        assertInstanceOf(Machine.Absent.class, restarted().create(spec("srv_gone")));
        assertEquals(0, workloads("srv_gone"));
    }

    @Test
    void shouldDeleteWhatWasJustAskedFor() {
        driver().create(spec("srv_early"));
        driver().delete("srv_early");
        assertEquals(0, workloads("srv_early"));
    }

    @Test
    void shouldSwitchOffAndOnAgain() {
        driver().create(spec("srv_power"));
        awaitAnswer("srv_power");
        assertInstanceOf(Machine.Ended.class, driver().power("srv_power", Power.OFF));
        assertEquals(0, workloads("srv_power"));
        assertInstanceOf(Machine.Ended.class, driver().power("srv_power", Power.OFF));
        driver().power("srv_power", Power.ON);
        awaitAnswer("srv_power");
        driver().power("srv_power", Power.ON);
        assertEquals(1, workloads("srv_power"));
    }

    @Test
    void shouldReplaceAMachineOfALowerGeneration() {
        driver().create(spec("srv_rebuilt"));
        Machine.Alive first = awaitAnswer("srv_rebuilt");
        driver().create(generation(2, spec("srv_rebuilt")));
        Machine.Alive second = awaitAnswer("srv_rebuilt");
        assertTrue(second.createdAt().isAfter(first.createdAt()));
        assertEquals(1, workloads("srv_rebuilt"));
        driver().create(spec("srv_rebuilt"));
        restarted().create(generation(2, spec("srv_rebuilt")));
        assertEquals(second.createdAt(), awaitAnswer("srv_rebuilt").createdAt());
        assertEquals(second.address(), awaitAnswer("srv_rebuilt").address());
    }

    @Test
    void shouldReplaceAMachineThatEndedByOneOfAHigherGeneration() {
        driver().create(spec("srv_revived", Map.of("STAND_IN", "dies")));
        Await.until("its end", () -> driver().observe("srv_revived") instanceof Machine.Ended);
        driver().create(generation(2, spec("srv_revived")));
        awaitAnswer("srv_revived");
    }

    @Test
    void shouldReplaceOnceWhenAskedFromManySidesAtOnce() throws Exception {
        driver().create(spec("srv_replaced"));
        awaitAnswer("srv_replaced");
        ExecutorService sides = Executors.newFixedThreadPool(4);
        Driver other = restarted();
        List<Future<?>> asked = new CopyOnWriteArrayList<>();
        for (int side = 0; side < 4; side++) {
            Driver driver = side % 2 == 0 ? driver() : other;
            asked.add(sides.submit(() -> driver.create(generation(3, spec("srv_replaced")))));
        }
        for (Future<?> future : asked) {
            future.get();
        }
        sides.shutdown();
        awaitAnswer("srv_replaced");
        assertEquals(1, workloads("srv_replaced"));
    }

    @Test
    void shouldNotRebuildAMachineThatWasDeleted() {
        driver().create(spec("srv_no_rebuild"));
        driver().delete("srv_no_rebuild");
        assertInstanceOf(Machine.Absent.class, driver().create(generation(2, spec("srv_no_rebuild"))));
        assertEquals(0, workloads("srv_no_rebuild"));
    }

    @Test
    void shouldHaveItsNewSizeOnceItIsOnAgain() {
        driver().create(spec("srv_resized"));
        awaitAnswer("srv_resized");
        assertEquals(0, new BigDecimal("0.25").compareTo(vcpus("srv_resized")));
        Machine off = driver().power("srv_resized", Power.OFF);
        assertEquals(off, driver().resize(large(spec("srv_resized"))));
        assertEquals(off, restarted().resize(large(spec("srv_resized"))));
        driver().power("srv_resized", Power.ON);
        awaitAnswer("srv_resized");
        assertEquals(0, new BigDecimal("0.5").compareTo(vcpus("srv_resized")));
    }

    @Test
    void shouldKnowNothingOfAMachineThatNeverWas() {
        assertInstanceOf(Machine.Absent.class, driver().observe("srv_never"));
        assertInstanceOf(Machine.Absent.class, driver().power("srv_never", Power.ON));
        assertInstanceOf(Machine.Absent.class, driver().resize(large(spec("srv_never"))));
    }
}
