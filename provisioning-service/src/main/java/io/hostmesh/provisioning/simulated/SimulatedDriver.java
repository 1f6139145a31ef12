package io.hostmesh.provisioning.simulated;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Machines that exist in memory only, behind an API that is as slow and as unreliable as its behaviour says. */
final class SimulatedDriver implements Driver, AutoCloseable {

    static final String NAME = "simulated";

    private static final Logger LOG = Logger.getLogger(SimulatedDriver.class);
    private static final Duration LOOK_PERIOD = Duration.ofMillis(20);

    private final SimulatedPlace place;
    private final Behaviour behaviour;
    private final Clock clock;
    private final Consumer<Duration> pause;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "simulated-exits");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * How the API behaves.
     *
     * @param errors the part of all calls that fail before they have an effect, from 0 to 1
     * @param lost the part of all changes that have their effect but fail for the caller, as in a time-out
     * @param creations how many of them come to nothing
     */
    record Behaviour(long seed, Latency create, Latency delete, double errors, double lost, Odds creations) {}

    /**
     * The parts, from 0 to 1, of all calls of a kind that come to nothing.
     *
     * @param fails that the provider does not manage, as one that is broken
     * @param refused that it will not do, as where a quota is used up
     */
    record Odds(double fails, double refused) {

        static final Odds NONE = new Odds(0, 0);
    }

    /**
     * A driver of that place.
     *
     * @param pause how a call waits
     */
    SimulatedDriver(SimulatedPlace place, Behaviour behaviour, Clock clock, Consumer<Duration> pause) {
        this.place = place;
        this.behaviour = behaviour;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Machine create(MachineSpec spec) {
        return change(
                "create",
                spec.serverId(),
                behaviour.create(),
                behaviour.creations(),
                () -> place.create(spec, clock.instant()));
    }

    @Override
    public Machine observe(String serverId) {
        failAtTimes("observe", draw("observe", serverId));
        return place.observe(serverId, clock.instant());
    }

    @Override
    public List<Machine> observeAll() {
        return observeAfter("", Integer.MAX_VALUE);
    }

    @Override
    public List<Machine> observeAfter(String serverId, int limit) {
        failAtTimes("observe-after", draw("observe-after", serverId));
        return place.after(serverId, limit, clock.instant());
    }

    /** A simulated machine listens nowhere: its place knows whether it would answer. */
    @Override
    public boolean answers(String serverId, String address, Duration limit) {
        return place.answers(serverId, clock.instant());
    }

    @Override
    public Machine power(String serverId, Power power) {
        return change(
                "power",
                serverId,
                behaviour.delete(),
                Odds.NONE,
                () -> power == Power.ON
                        ? place.switchOn(serverId, clock.instant())
                        : place.switchOff(serverId, clock.instant()));
    }

    @Override
    public Machine resize(MachineSpec spec) {
        return change(
                "resize", spec.serverId(), behaviour.delete(), Odds.NONE, () -> place.resize(spec, clock.instant()));
    }

    @Override
    public @Nullable Instant delete(String serverId) {
        return change(
                        "delete",
                        serverId,
                        behaviour.delete(),
                        Odds.NONE,
                        () -> new Deleted(place.delete(serverId, clock.instant())))
                .endedAt();
    }

    private record Deleted(@Nullable Instant endedAt) {}

    private <T> T change(String operation, String serverId, Latency latency, Odds odds, Supplier<T> effect) {
        SplittableRandom random = draw(operation, serverId);
        failAtTimes(operation, random);
        double luck = random.nextDouble();
        if (luck < odds.refused()) {
            throw new RefusedException("the simulated location refuses to " + operation + " the machine of " + serverId
                    + ": its quota is used up");
        }
        if (luck < odds.refused() + odds.fails()) {
            throw new DriverException("the simulated location could not " + operation + " the machine of " + serverId);
        }
        pause.accept(latency.at(random.nextDouble()));
        if (Thread.currentThread().isInterrupted()) {
            throw new DriverException(operation + " was interrupted for " + serverId);
        }
        T done = effect.get();
        if (random.nextDouble() < behaviour.lost()) {
            throw new DriverException("the simulated API did not answer to " + operation + " for " + serverId);
        }
        return done;
    }

    private void failAtTimes(String operation, SplittableRandom random) {
        if (random.nextDouble() < behaviour.errors()) {
            throw new DriverException("the simulated API failed at " + operation);
        }
    }

    /** Each call has its own luck: what fails once may work the next time. */
    private SplittableRandom draw(String operation, String serverId) {
        return Fates.Drawn.random(behaviour.seed(), operation + serverId, calls.incrementAndGet());
    }

    @Override
    public void onExit(Consumer<String> listener) {
        listeners.add(listener);
        if (looking.compareAndSet(false, true)) {
            var unused = looks.scheduleWithFixedDelay(
                    this::look, LOOK_PERIOD.toMillis(), LOOK_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            place.takeEnded(clock.instant()).forEach(id -> listeners.forEach(listener -> listener.accept(id)));
        } catch (RuntimeException e) {
            LOG.warn("telling of simulated machines that ended failed; the sweep finds them", e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
