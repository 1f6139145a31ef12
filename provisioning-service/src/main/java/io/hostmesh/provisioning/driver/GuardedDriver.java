package io.hostmesh.provisioning.driver;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a location as the rest of provisioning sees it, and the one place where calls are bounded: their number, their
 * time and how often they are repeated, which the contract of {@link Driver} makes safe. A location that fails is left alone by
 * its {@link Breaker}; what it does to its callers reaches no other location.
 */
final class GuardedDriver implements Driver {

    /** Of no server; every driver takes it for an id of one. */
    private static final String NOBODY = "srv_nobody";

    /** A server's id, also in the form of a name of Kubernetes. */
    private static final Pattern SERVER = Pattern.compile("srv[_-][0-9A-Za-z_]+");

    private final String locationId;
    private final Driver driver;
    private final Bounds bounds;
    private final Breaker breaker;
    private final TimeLimit time;
    private final Pause pause;
    private final DoubleSupplier jitter;
    private final MeterRegistry meters;
    private final Semaphore free;

    /** See {@link GuardSettings}. */
    record Bounds(int calls, Duration callLimit, int attempts, Duration firstDelay) {

        Bounds {
            if (calls < 1 || attempts < 1 || callLimit.compareTo(Duration.ZERO) <= 0 || firstDelay.isNegative()) {
                throw new IllegalArgumentException(
                        "expected hostmesh.drivers.calls and attempts of 1 or more, a call-limit"
                                + " longer than 0s and a first-delay that is not negative, got " + calls + ", "
                                + attempts + ", "
                                + callLimit + " and " + firstDelay);
            }
        }
    }

    /** How a thread waits. */
    interface Pause {
        void of(Duration duration);
    }

    /**
     * Guards a driver.
     *
     * @param jitter between 0 and 1, drawn for each wait
     */
    GuardedDriver(
            String locationId,
            Driver driver,
            Bounds bounds,
            Breaker breaker,
            TimeLimit time,
            Pause pause,
            DoubleSupplier jitter,
            MeterRegistry meters) {
        this.locationId = locationId;
        this.driver = driver;
        this.bounds = bounds;
        this.breaker = breaker;
        this.time = time;
        this.pause = pause;
        this.jitter = jitter;
        this.meters = meters;
        this.free = new Semaphore(bounds.calls());
        meters.gauge(
                "hostmesh.location.available",
                Tags.of("location", locationId),
                breaker,
                each -> each.health().available() ? 1 : 0);
    }

    LocationHealth health() {
        return breaker.health();
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public Machine create(MachineSpec spec) {
        return call("create", () -> driver.create(spec));
    }

    @Override
    public Machine observe(String serverId) {
        return call("observe", () -> driver.observe(serverId));
    }

    @Override
    public List<Machine> observeAll() {
        return call("observe-all", driver::observeAll);
    }

    @Override
    public List<Machine> observeAfter(String serverId, int limit) {
        return call("observe-after", () -> driver.observeAfter(serverId, limit));
    }

    @Override
    public Machine power(String serverId, Power power) {
        return call("power", () -> driver.power(serverId, power));
    }

    @Override
    public Machine resize(MachineSpec spec) {
        return call("resize", () -> driver.resize(spec));
    }

    @Override
    public @Nullable Instant delete(String serverId) {
        return call("delete", () -> new Deleted(driver.delete(serverId))).endedAt();
    }

    /** What a deletion returns, which may be nothing. */
    private record Deleted(@Nullable Instant endedAt) {}

    /** It has a limit of its own, and says nothing about the location. */
    @Override
    public boolean answers(String serverId, String address, Duration limit) {
        return driver.answers(serverId, address, limit);
    }

    @Override
    public void onExit(Consumer<String> listener) {
        driver.onExit(listener);
    }

    /**
     * Asks the location about the machine of no server, also while it is left alone. Who failed there asks this to know whose
     * failure it was: one answer is enough for it not to be the location's.
     *
     * @return true if it does not answer
     */
    boolean isAway() {
        try {
            once("ask", () -> driver.observe(NOBODY));
        } catch (DriverException e) {
            if (!(e instanceof RefusedException)) {
                return true;
            }
        }
        breaker.answered();
        return false;
    }

    private <T> T call(String operation, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return admitted(operation, work);
            } catch (LocationUnavailable | RefusedException | TimeLimit.LateException e) {
                throw e; // Left to whoever asked: repeated here it would hold a thread for longer, or in vain.
            } catch (DriverException e) {
                boolean last = attempt >= bounds.attempts() || !breaker.health().available();
                if (last || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                Duration most = bounds.firstDelay().multipliedBy(1L << (attempt - 1));
                pause.of(Duration.ofNanos((long) (most.toNanos() * (0.5 + jitter.getAsDouble() / 2))));
            }
        }
    }

    private <T> T admitted(String operation, Supplier<T> work) {
        breaker.admit();
        try {
            T result = once(operation, work);
            breaker.succeeded();
            return result;
        } catch (RefusedException e) {
            breaker.succeeded(); // What one account asks for closes the location for no other.
            throw e;
        } catch (DriverException e) {
            breaker.failed(operation + " failed: " + ofNobody(e.getMessage()));
            throw e;
        } catch (RuntimeException | Error e) {
            breaker.toldNothing(); // A mistake of ours, or our end.
            throw e;
        }
    }

    /** What failed for one server is told to everybody who has some in the location, and nobody is to know of another's. */
    private static String ofNobody(@Nullable String message) {
        return SERVER.matcher(String.valueOf(message)).replaceAll("a server");
    }

    private <T> T once(String operation, Supplier<T> work) {
        boolean held = false;
        long begin = System.nanoTime();
        try {
            held = acquire();
            T result = time.run(bounds.callLimit(), work);
            record(operation, "done", begin);
            return result;
        } catch (RefusedException e) {
            record(operation, "refused", begin);
            throw e;
        } catch (DriverException e) {
            record(operation, e instanceof TimeLimit.LateException ? "late" : "failed", begin);
            throw e;
        } finally {
            if (held) {
                free.release();
            }
        }
    }

    private boolean acquire() {
        try {
            if (free.tryAcquire(bounds.callLimit().toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException("interrupted while waiting for the location " + locationId, e);
        }
        throw new DriverException("the location " + locationId + " is busy: none of the " + bounds.calls()
                + " calls under way ended within " + bounds.callLimit().toMillis() + " ms");
    }

    private void record(String operation, String outcome, long begin) {
        Timer timer = meters.timer(
                "hostmesh.driver.calls", "location", locationId, "operation", operation, "outcome", outcome);
        timer.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }

    /** Closes the driver, if it is to be closed. */
    void release() throws Exception {
        if (driver instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
