package io.hostmesh.provisioning.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedDriverTest {

    private static final MachineSpec SPEC =
            new MachineSpec("srv_1", 1, "workload-1", "here", BigDecimal.ONE, 64, Map.of());

    private final VirtualClock clock = new VirtualClock();
    private final TimeLimit time = new TimeLimit();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Duration> pauses = new ArrayList<>();
    private int calls;
    private double jitter = 1;
    private Supplier<Machine> behaviour = () -> new Machine.Absent("srv_1", null);
    private final GuardedDriver driver = guarded(4, Duration.ofSeconds(20), 3);

    private GuardedDriver guarded(int atOnce, Duration limit, int attempts) {
        Driver inner = (Driver) Proxy.newProxyInstance(
                Driver.class.getClassLoader(), new Class<?>[] {Driver.class}, (proxy, method, arguments) -> {
                    calls++;
                    return behaviour.get();
                });
        return new GuardedDriver(
                "here",
                inner,
                new GuardedDriver.Bounds(atOnce, limit, attempts, Duration.ofMillis(100)),
                new Breaker("here", new Breaker.Settings(8, 4, Duration.ofSeconds(5)), clock),
                time,
                duration -> {
                    pauses.add(duration);
                    clock.pass(duration);
                },
                () -> jitter,
                meters);
    }

    @AfterEach
    void close() {
        time.close();
    }

    private void fail() {
        behaviour = () -> {
            throw new DriverException("out of order");
        };
    }

    private void work() {
        behaviour = () -> new Machine.Absent("srv_1", null);
    }

    private void open() {
        fail();
        while (driver.health().available()) {
            assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        }
    }

    @Test
    void shouldRepeatWhatFailedAfterGrowingPauses() {
        behaviour = () -> {
            if (calls < 3) {
                throw new DriverException("not yet");
            }
            return new Machine.Absent("srv_1", null);
        };
        driver.observe("srv_1");
        assertEquals(3, calls);
        assertEquals(List.of(Duration.ofMillis(100), Duration.ofMillis(200)), pauses);
    }

    @Test
    void shouldTellEverybodyWhyItIsLeftAloneAndNobodyWhoseServerItWas() {
        behaviour = () -> {
            throw new DriverException("no end of srv_01hzz7 is confirmed, which is Pod srv-01hzz7");
        };
        DriverException own = assertThrows(DriverException.class, () -> driver.observe("srv_01hzz7"));
        assertTrue(own.toString().contains("srv_01hzz7"), own::toString);
        DriverException of = assertThrows(DriverException.class, () -> driver.observe("srv_2"));
        String because = driver.health().because();
        assertEquals("observe failed: no end of a server is confirmed, which is Pod a server", because, of::toString);
    }

    @Test
    void shouldRefuseBoundsThatNoCallGetsThrough() {
        assertThrows(IllegalArgumentException.class, () -> guarded(0, Duration.ofSeconds(20), 3));
        assertThrows(IllegalArgumentException.class, () -> guarded(4, Duration.ZERO, 3));
        assertThrows(IllegalArgumentException.class, () -> guarded(4, Duration.ofSeconds(20), 0));
    }

    @Test
    void shouldSpreadPausesOverTheirSecondHalf() {
        fail();
        jitter = 0;
        assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        jitter = 0.5;
        assertThrows(DriverException.class, () -> guarded(4, Duration.ofSeconds(20), 2)
                .observe("srv_1"));
        assertEquals(List.of(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(75)), pauses);
    }

    @Test
    void shouldStayAvailableAndRepeatNothingWhenTheLocationRefuses() {
        behaviour = () -> {
            throw new RefusedException("it has no such image");
        };
        for (int create = 1; create <= 20; create++) {
            assertEquals(
                    "it has no such image",
                    assertThrows(RefusedException.class, () -> driver.create(SPEC))
                            .getMessage());
            assertEquals(create, calls);
        }
        assertTrue(driver.health().available());
        assertEquals(
                20,
                meters.get("hostmesh.driver.calls")
                        .tag("outcome", "refused")
                        .timer()
                        .count());
    }

    @Test
    void shouldComeBackWithARefusalSinceThatIsAnAnswer() {
        open();
        behaviour = () -> {
            throw new RefusedException("it is full");
        };
        clock.pass(Duration.ofSeconds(5));
        assertThrows(RefusedException.class, () -> driver.create(SPEC));
        assertTrue(driver.health().available());
    }

    @Test
    void shouldReportTheFailureAfterTheLastAttempt() {
        fail();
        assertEquals(
                "out of order",
                assertThrows(DriverException.class, () -> driver.observe("srv_1"))
                        .getMessage());
        assertEquals(3, calls);
    }

    @Test
    void shouldLeaveALocationAloneThatFails() {
        open();
        int before = calls;
        LocationUnavailable refused = assertThrows(LocationUnavailable.class, () -> driver.observe("srv_1"));
        assertEquals(before, calls);
        assertEquals("the location here is not available: observe failed: out of order", refused.getMessage());
        assertEquals(clock.instant().plusSeconds(5), refused.retryAt());
        assertEquals("observe failed: out of order", driver.health().because());
        assertEquals(0, available());
    }

    private double available() {
        return meters.get("hostmesh.location.available").gauge().value();
    }

    @Test
    void shouldComeBackWithTheFirstCallThatWorks() {
        open();
        Instant openedAt = driver.health().since();
        work();
        clock.pass(Duration.ofSeconds(4));
        assertThrows(LocationUnavailable.class, () -> driver.observe("srv_1"));
        assertEquals(openedAt, driver.health().since());
        clock.pass(Duration.ofSeconds(2));
        driver.observe("srv_1");
        assertTrue(driver.health().available());
        assertNull(driver.health().because());
        assertEquals(clock.instant(), driver.health().since());
        assertEquals(1, available());
    }

    @Test
    void shouldWaitLongerEachTimeThatItWasTriedInVain() {
        open();
        clock.pass(Duration.ofSeconds(5));
        int before = calls;
        assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        assertEquals(before + 1, calls);
        assertEquals(clock.instant().plusSeconds(10), driver.health().retryAt());
    }

    @Test
    void shouldAskALocationAlsoWhileItIsLeftAlone() {
        open();
        int before = calls;
        assertTrue(driver.isAway());
        assertEquals(before + 1, calls, "it is asked once");
        work();
        assertFalse(driver.isAway());
        assertFalse(driver.health().available(), "so many calls failed that it is given its rest");
    }

    @Test
    void shouldTakeARefusalForAnAnswerWhenAsked() {
        behaviour = () -> {
            throw new RefusedException("nobody has a machine");
        };
        assertFalse(driver.isAway());
    }

    @Test
    void shouldBlameWhatWasTriedInVainWhereTheLocationAnswers() {
        open();
        clock.pass(Duration.ofSeconds(5));
        assertThrows(DriverException.class, () -> driver.observe("srv_1"));
        assertTrue(driver.isAway());
        assertFalse(driver.health().available());
        work();
        assertFalse(driver.isAway());
        assertTrue(driver.health().available());
    }

    @Test
    void shouldTryALocationAgainWhoseRestWasBegunBeforeTheClockWentBack() {
        open();
        work();
        clock.pass(Duration.ofHours(-1));
        assertEquals(clock.instant(), driver.health().retryAt());
        driver.observe("srv_1");
        assertTrue(driver.health().available());
    }

    @Test
    void shouldStayAvailableWhileMostCallsWork() {
        for (int round = 0; round < 50; round++) {
            behaviour = round % 4 == 0
                    ? () -> {
                        if (calls % 3 == 0) {
                            throw new DriverException("now and then");
                        }
                        return new Machine.Absent("srv_1", null);
                    }
                    : () -> new Machine.Absent("srv_1", null);
            driver.observe("srv_1");
        }
        assertTrue(driver.health().available());
    }

    @Test
    void shouldEndACallThatTakesTooLongAndNotRepeatIt() {
        GuardedDriver slow = guarded(4, Duration.ofMillis(20), 3);
        CountDownLatch never = new CountDownLatch(1);
        behaviour = () -> {
            try {
                never.await();
                return new Machine.Absent("srv_1", null);
            } catch (InterruptedException e) {
                throw new DriverException("interrupted", e);
            }
        };
        String message =
                assertThrows(DriverException.class, () -> slow.observe("srv_1")).getMessage();
        assertEquals("it did not end within 20 ms", message);
        assertEquals(1, calls);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void shouldRefuseACallWhenAllThatMayBeUnderWayHang() throws InterruptedException {
        GuardedDriver narrow = guarded(1, Duration.ofMillis(200), 1);
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        behaviour = () -> {
            under.countDown();
            boolean ended = false;
            while (!ended) {
                try {
                    end.await();
                    ended = true;
                } catch (InterruptedException e) {
                    ended = false; // It does not care about its limit.
                }
            }
            return new Machine.Absent("srv_1", null);
        };
        Thread other = new Thread(() -> narrow.observe("srv_1"));
        other.start();
        under.await();
        String message = String.valueOf(assertThrows(DriverException.class, () -> narrow.observe("srv_2"))
                .getMessage());
        assertTrue(message.startsWith("the location here is busy"), message);
        end.countDown();
        other.join();
    }
}
