package io.hostmesh.provisioning.fake;

import com.sun.net.httpserver.HttpServer;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Machines in memory, which one web server answers for. It can be told to refuse what is asked about a server's machine, to
 * let it wait, to lose an answer, to be broken down as a whole, or to cut its caller off before or after one call, as the end of
 * the caller would.
 */
public final class FakeDriver implements Driver, AutoCloseable {

    /** A machine. {@code endedAt} is null while it is on. */
    public record Made(
            MachineSpec spec,
            Instant createdAt,
            Instant onSince,
            @Nullable Instant endedAt) {}

    /** The caller is gone. No code under test catches it. */
    public static final class Cut extends Error {}

    /** @param calls how many calls are left before it */
    private record PlannedCut(int calls, boolean performed) {}

    private final Map<String, PlannedCut> cuts = new ConcurrentHashMap<>();
    private final Map<String, Made> machines = new ConcurrentHashMap<>();
    private final Map<String, Instant> deleted = new ConcurrentHashMap<>();
    private final Map<String, Integer> made = new ConcurrentHashMap<>();
    private final Map<String, Integer> failed = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, BigDecimal> unanswered = new ConcurrentHashMap<>();
    private final Map<String, List<String>> lastWords = new ConcurrentHashMap<>();
    private final HttpServer answering;
    private volatile boolean brokenDown;
    private volatile CountDownLatch creationsGoOn = new CountDownLatch(0);
    private final AtomicInteger creationsHeld = new AtomicInteger();

    FakeDriver() {
        try {
            answering = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answering.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        answering.setExecutor(Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "fake-machines");
            thread.setDaemon(true);
            return thread;
        }));
        answering.start();
    }

    /** From now on every call about that server's machine fails. */
    public void refuse(String serverId) {
        refused.add(serverId);
    }

    public void accept(String serverId) {
        refused.remove(serverId);
    }

    /** From now on every call about that server's machine waits until it is released. */
    public void hold(String serverId) {
        held.put(serverId, new CountDownLatch(1));
    }

    public void release(String serverId) {
        CountDownLatch hold = held.remove(serverId);
        if (hold != null) {
            hold.countDown();
        }
    }

    private static void await(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new DriverException("interrupted", e);
        }
    }

    /** From now on that server's machine is given so many vCPUs when asked to, and no answer ever says so. */
    public void loseAnswersToResizing(String serverId, BigDecimal vcpus) {
        unanswered.put(serverId, vcpus);
    }

    /** That server's machine never listens anywhere, and leaves these lines when it is switched off. */
    public void hush(String serverId, List<String> words) {
        lastWords.put(serverId, words);
    }

    /** Cuts the caller off once, after so many calls about that server's machine; {@code performed} if the call takes effect. */
    public void cut(String serverId, int calls, boolean performed) {
        cuts.put(serverId, new PlannedCut(calls, performed));
    }

    /** Whether a cut is still to come; it is forgotten then. */
    public boolean uncut(String serverId) {
        return cuts.remove(serverId) != null;
    }

    /** From now on every call fails, about whatever machine. */
    public void breakDown() {
        brokenDown = true;
    }

    public void repair() {
        brokenDown = false;
    }

    /** From now on machines are made, but the calls that ask for them end when that runs. */
    public Runnable holdCreations() {
        CountDownLatch held = new CountDownLatch(1);
        creationsGoOn = held;
        return held::countDown;
    }

    /** How many calls about that server's machine failed. */
    public int failedCalls(String serverId) {
        return failed.getOrDefault(serverId, 0);
    }

    /** How many creations are held. */
    public int creationsHeld() {
        return creationsHeld.get();
    }

    private <T> T call(String serverId, Supplier<T> effect) {
        CountDownLatch hold = held.get(serverId);
        if (hold != null) {
            await(hold);
        }
        if (brokenDown || refused.contains(serverId)) {
            failed.merge(serverId, 1, Integer::sum);
            throw new DriverException("the provider does not answer");
        }
        PlannedCut cut = cuts.remove(serverId);
        if (cut != null && cut.calls() > 0) {
            cuts.put(serverId, new PlannedCut(cut.calls() - 1, cut.performed()));
            cut = null;
        }
        if (cut != null && !cut.performed()) {
            throw new Cut();
        }
        T result = effect.get();
        if (cut != null) {
            throw new Cut();
        }
        return result;
    }

    /** Loses a machine, as if somebody had thrown it away. */
    public void lose(String serverId) {
        machines.remove(serverId);
    }

    /** How many machines were ever made for a server. */
    public int made(String serverId) {
        return made.getOrDefault(serverId, 0);
    }

    public @Nullable Made machine(String serverId) {
        return machines.get(serverId);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Machine create(MachineSpec spec) {
        return call(spec.serverId(), () -> {
            machines.compute(spec.serverId(), (id, there) -> {
                boolean stays = there != null && there.spec().generation() >= spec.generation();
                if (stays || deleted.containsKey(id)) {
                    return there;
                }
                made.merge(id, 1, Integer::sum);
                Instant now = now();
                return new Made(spec, now, now, null);
            });
            awaitGoOn();
            return seen(spec.serverId());
        });
    }

    private void awaitGoOn() {
        creationsHeld.incrementAndGet();
        try {
            await(creationsGoOn);
        } finally {
            creationsHeld.decrementAndGet();
        }
    }

    @Override
    public Machine observe(String serverId) {
        return call(serverId, () -> seen(serverId));
    }

    private Machine seen(String serverId) {
        Made machine = machines.get(serverId);
        if (machine == null) {
            return new Machine.Absent(serverId, deleted.get(serverId));
        }
        Instant endedAt = machine.endedAt();
        if (endedAt != null) {
            List<String> words = lastWords.getOrDefault(serverId, List.of());
            return new Machine.Ended(serverId, machine.createdAt(), 143, endedAt, false, words);
        }
        return lastWords.containsKey(serverId)
                ? new Machine.Alive(serverId, machine.createdAt(), null, null)
                : new Machine.Alive(serverId, machine.createdAt(), address(), machine.onSince());
    }

    public String address() {
        return "127.0.0.1:" + answering.getAddress().getPort();
    }

    @Override
    public List<Machine> observeAll() {
        if (brokenDown) {
            throw new DriverException("the provider does not answer");
        }
        return machines.keySet().stream().map(this::seen).toList();
    }

    @Override
    public Machine power(String serverId, Power power) {
        return call(serverId, () -> {
            boolean on = power == Power.ON;
            machines.computeIfPresent(
                    serverId,
                    (id, machine) -> on == (machine.endedAt() == null)
                            ? machine
                            : new Made(machine.spec(), machine.createdAt(), now(), on ? null : now()));
            return seen(serverId);
        });
    }

    @Override
    public Machine resize(MachineSpec spec) {
        return call(spec.serverId(), () -> {
            machines.computeIfPresent(
                    spec.serverId(),
                    (id, machine) -> new Made(spec, machine.createdAt(), machine.onSince(), machine.endedAt()));
            BigDecimal lost = unanswered.get(spec.serverId());
            if (lost != null && spec.vcpus().compareTo(lost) == 0) {
                throw new DriverException("the provider's answer is lost");
            }
            return seen(spec.serverId());
        });
    }

    @Override
    public @Nullable Instant delete(String serverId) {
        return call(
                serverId,
                () -> deleted.computeIfAbsent(serverId, id -> {
                    Made machine = machines.remove(id);
                    return machine == null || machine.endedAt() == null ? now() : machine.endedAt();
                }));
    }

    @Override
    public void onExit(Consumer<String> listener) {
        // The sweep finds whatever ends here.
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        answering.stop(0);
    }
}
