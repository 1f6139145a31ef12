package io.hostmesh.provisioning.server;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.driver.LocationUnavailable;
import io.hostmesh.provisioning.server.ServerProgressHandler.Finished;
import io.hostmesh.provisioning.server.ServerProgressHandler.Task;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Brings machines to where their servers should be. Work is leased from the database, so that several instances share it and
 * that of a dead one is taken over when its leases end.
 */
@ApplicationScoped
class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final int LOOKS = 4;
    private static final int MOST_RECORDED_TOGETHER = 32;

    private final ServerProgressHandler handler;
    private final SightingHandler sightings;
    private final MachineWorker worker;
    private final ServerWork work;
    private final Clock clock;
    private final Recurring recurring;
    private final Duration poll;
    private final Duration lease;
    private final Duration stepLimit;
    private final LocationShares shares;
    private final FinishedSteps finished;
    private final ExecutorService steps;
    private final Map<String, ExecutorService> looks = new ConcurrentHashMap<>();
    /** The servers of the leases that steps are under way for. */
    private final Map<String, String> underWay = new ConcurrentHashMap<>();

    private volatile long lookedForOthers = System.nanoTime();

    Reconciler(
            ServerProgressHandler handler,
            SightingHandler sightings,
            MachineWorker worker,
            ServerWork work,
            Precedence precedence,
            Recurring recurring,
            Clock clock,
            @ConfigProperty(name = "hostmesh.reconciler.poll") Duration poll,
            @ConfigProperty(name = "hostmesh.reconciler.lease") Duration lease,
            @ConfigProperty(name = "hostmesh.reconciler.step-limit") Duration stepLimit,
            @ConfigProperty(name = "hostmesh.reconciler.concurrency") int concurrency) {
        this.handler = handler;
        this.sightings = sightings;
        this.worker = worker;
        this.work = work;
        this.clock = clock;
        this.recurring = recurring;
        this.poll = poll;
        this.lease = lease;
        this.stepLimit = stepLimit;
        this.finished = new FinishedSteps(handler::finish, MOST_RECORDED_TOGETHER);
        this.shares = new LocationShares(() -> precedence.most(concurrency), worker::health, clock);
        // Room for the share of every location, and for that of those which have lost their driver.
        this.steps = pool("machine-steps-", concurrency * (worker.locations().size() + 1));
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    void start(@Observes StartupEvent started) {
        recurring.every(ServerWork.NAME, poll, this::pass);
        recurring.every("renew-leases", lease.dividedBy(3), () -> handler.renew(Map.copyOf(underWay)));
        work.started();
        worker.onExit(this::exited);
        work.wake();
    }

    void stop(@Observes ShutdownEvent stopping) {
        steps.shutdownNow();
        looks.values().forEach(ExecutorService::shutdownNow);
    }

    /** Takes what the locations have room for; what it takes goes on after the pass. A step that ends makes the next pass. */
    private Uni<Void> pass() {
        return locations().chain(locations -> {
            Map<String, Integer> rooms = shares.rooms(locations);
            return rooms.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : handler.claim(rooms, underWay.keySet())
                            .invoke(tasks -> tasks.forEach(this::begin))
                            .replaceWithVoid();
        });
    }

    /** Those that this instance knows, and now and then those that nobody does: servers can outlive the driver of theirs. */
    private Uni<Set<String>> locations() {
        Set<String> known = worker.locations();
        if (System.nanoTime() - lookedForOthers < lease.toNanos()) {
            return Uni.createFrom().item(known);
        }
        lookedForOthers = System.nanoTime();
        return handler.locationsOfWork(known, underWay.keySet()).map(others -> {
            Set<String> all = new TreeSet<>(known);
            all.addAll(others);
            return all;
        });
    }

    private void begin(Task task) {
        String location = task.server().description().locationId();
        underWay.put(task.lease(), task.serverId());
        shares.begun(location);
        Uni.createFrom()
                .item(() -> Optional.ofNullable(worker.work(task)))
                .runSubscriptionOn(steps)
                .ifNoItem()
                .after(stepLimit)
                .fail()
                .chain(outcome -> finished.add(new Finished(task, outcome.orElse(null))))
                .onFailure()
                .recoverWithUni(failure -> putOff(task, failure))
                .eventually(() -> {
                    underWay.remove(task.lease());
                    shares.ended(location);
                })
                .subscribe()
                .with(
                        done -> work.wake(),
                        failure -> LOG.warnf(
                                "step is left to the next lease server=%s cause=%s", task.serverId(), failure));
    }

    /** Whoever failed asks its location whether it is there: only then is the failure the server's own (ADR 0044). */
    private Uni<Void> putOff(Task task, Throwable failure) {
        String location = task.server().description().locationId();
        if (failure instanceof LocationUnavailable unavailable) {
            return handler.awaitLocation(task, String.valueOf(failure.getMessage()), unavailable.retryAt());
        }
        LOG.warnf(
                failure,
                "step failed server=%s state=%s cause=%s",
                task.serverId(),
                ServerStates.nameOf(task.server()),
                failure);
        return looking(location, () -> worker.isAway(location))
                .onFailure()
                .recoverWithItem(false)
                .chain(away -> away
                        ? handler.awaitLocation(
                                task,
                                "the location " + location + " does not answer: " + failure.getMessage(),
                                retryAt(location))
                        : handler.putOff(task, String.valueOf(failure.getMessage()), worker.driverName(location)));
    }

    private Instant retryAt(String location) {
        return worker.health(location).map(LocationHealth::retryAt).orElseGet(clock::instant);
    }

    /** A hint: the machine is looked at before anything is believed. What fails here, the sweep repeats. */
    private void exited(String locationId, String serverId) {
        sightings
                .known(List.of(serverId))
                .chain(found -> found.isEmpty() || !found.get(0).state().equals(ServerStates.RUNNING)
                        ? Uni.createFrom().voidItem()
                        : look(locationId, found.get(0)))
                .subscribe()
                .with(
                        done -> work.wake(), // Whoever sends it connections is to know.
                        failure -> LOG.warnf("exit is left to the sweep server=%s cause=%s", serverId, failure));
    }

    /**
     * Looks at the machine of a server that nobody works on, and reports what is not as it should be. A step that is under way
     * reports itself what it sees and does, so what happens in it is left to it, and to the next sweep.
     */
    Uni<Void> look(String locationId, Seen server) {
        return looking(locationId, () -> Optional.ofNullable(worker.report(locationId, server)))
                .chain(report -> report.isEmpty() ? Uni.createFrom().voidItem() : sightings.seen(server, report.get()));
    }

    /**
     * A short call to a location's driver, which waits for no step and for no other location: however many machines are being made,
     * an end is seen at once.
     */
    <T> Uni<T> looking(String locationId, Supplier<T> call) {
        ExecutorService own =
                looks.computeIfAbsent(locationId, location -> pool("machine-looks-" + location + "-", LOOKS));
        return Uni.createFrom().item(call).runSubscriptionOn(own);
    }
}
