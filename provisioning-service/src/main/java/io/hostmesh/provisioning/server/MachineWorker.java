package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.server.ServerProgressHandler.Task;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Does one step for a server with its driver. Everything here blocks, for a bounded time, and happens in no transaction. */
@ApplicationScoped
class MachineWorker {

    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final int LOOKS_OF_A_WAIT = 20;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);
    private static final int PROBES_OF_A_SUSPECT = 3;

    private final Drivers drivers;
    private final ServerTokens tokens;
    private final Clock clock;
    private final String url;
    private final Duration answersWithin;

    MachineWorker(
            Drivers drivers,
            ServerTokens tokens,
            Clock clock,
            @ConfigProperty(name = "hostmesh.url") String url,
            @ConfigProperty(name = "hostmesh.reconciler.answers-within") Duration answersWithin) {
        this.drivers = drivers;
        this.tokens = tokens;
        this.clock = clock;
        this.url = url;
        this.answersWithin = answersWithin;
    }

    String driverName(String locationId) {
        return drivers.find(locationId).map(Driver::name).orElse("none");
    }

    /** Whether a location does what it is asked to; empty where it has no driver. */
    Optional<LocationHealth> health(String locationId) {
        return drivers.health(locationId);
    }

    /** Whether a location does not answer at all, see {@link Drivers#isAway}. */
    boolean isAway(String locationId) {
        return drivers.isAway(locationId);
    }

    /** Every location that machines can be in. */
    Set<String> locations() {
        return drivers.locations().keySet();
    }

    /** What came of the next step, or null where nothing did. */
    @Nullable
    ServerCommand work(Task task) {
        Server server = task.server();
        String id = task.serverId();
        Driver driver = drivers.of(server.description().locationId());
        if (server instanceof Server.Building || server instanceof Server.Rebuilding) {
            driver.create(spec(server.description(), task));
            return awaitAnswer(driver, id);
        } else if (server instanceof Server.Starting || server instanceof Server.Resuming) {
            if (driver.observe(id) instanceof Machine.Ended) {
                driver.resize(spec(server.description(), task)); // A resize that was given up may have worked.
            }
            driver.power(id, Driver.Power.ON);
            return awaitAnswer(driver, id);
        } else if (server instanceof Server.Stopping || server instanceof Server.Rebooting) {
            return stopped(driver.power(id, Driver.Power.OFF));
        } else if (server instanceof Server.Resizing) {
            driver.power(id, Driver.Power.OFF);
            driver.resize(spec(server.description(), task));
            return new ServerCommand.MachineResized(clock.instant());
        } else if (server instanceof Server.Deleting) {
            Instant endedAt = task.kept() ? endOf(driver.power(id, Driver.Power.OFF)) : driver.delete(id);
            return new ServerCommand.MachineDeleted(endedAt == null ? clock.instant() : endedAt);
        } else if (server instanceof Server.Running running) {
            return inspect(driver, running);
        } else if (server instanceof Server.Stopped || server instanceof Server.Failed) {
            driver.power(id, Driver.Power.OFF); // It was seen to run.
        }
        return null;
    }

    private MachineSpec spec(ServerDescription server, Task task) {
        Map<String, String> environment = new TreeMap<>(task.given());
        environment.put("HOSTMESH_URL", url);
        environment.put("HOSTMESH_TOKEN", tokens.mint(server));
        environment.put("HOSTMESH_SERVER_ID", server.id());
        return new MachineSpec(
                server.id(),
                server.generation(),
                server.imageId(),
                server.locationId(),
                task.plan().vcpus(),
                task.plan().memoryMegabytes(),
                Map.copyOf(environment));
    }

    private ServerCommand awaitAnswer(Driver driver, String id) {
        long begin = System.nanoTime();
        for (boolean last = false; !last; ) {
            last = System.nanoTime() - begin >= answersWithin.toNanos(); // After a standstill, too, it is looked at.
            Machine machine = driver.observe(id);
            if (machine instanceof Machine.Ended ended && ended.byHost()) {
                driver.power(id, Driver.Power.ON);
            } else if (machine instanceof Machine.Ended ended) {
                return MachineReports.ended(ended, driver.name());
            } else if (machine instanceof Machine.Absent) {
                return MachineReports.notMade("its machine is gone", List.of(), driver.name(), clock.instant());
            } else if (machine instanceof Machine.Alive alive
                    && alive.address() != null
                    && driver.answers(id, alive.address(), PROBE_LIMIT)) {
                Instant since = alive.listeningSince();
                return new ServerCommand.MachineAnswered(alive.address(), since == null ? clock.instant() : since);
            }
            LockSupport.parkNanos(pauseNanos(System.nanoTime() - begin));
            if (Thread.currentThread().isInterrupted()) {
                throw new DriverException(
                        "provisioning stops while " + id + " is being made; another instance goes on");
            }
        }
        Machine off = driver.power(id, Driver.Power.OFF);
        return MachineReports.notMade(
                "it did not answer within " + answersWithin.toSeconds() + " s",
                lastLogLines(off),
                driver.name(),
                clock.instant());
    }

    /** How long to wait for the next look, in proportion: what comes soon is seen soon, and what takes long is not asked about all the time. */
    static long pauseNanos(long waitedNanos) {
        return Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, waitedNanos / LOOKS_OF_A_WAIT));
    }

    private static List<String> lastLogLines(Machine off) {
        return off instanceof Machine.Ended machine ? machine.lastLogLines() : List.of();
    }

    private static @Nullable Instant endOf(Machine machine) {
        return machine instanceof Machine.Ended ended
                ? ended.endedAt()
                : machine instanceof Machine.Absent absent ? absent.endedAt() : null;
    }

    private ServerCommand stopped(Machine machine) {
        Instant at = machine instanceof Machine.Ended ended ? ended.endedAt() : clock.instant();
        return new ServerCommand.MachineStopped("asked for by its owner", at);
    }

    /** Looks at a server that monitoring hears nothing of. */
    private @Nullable ServerCommand inspect(Driver driver, Server.Running running) {
        String id = running.description().id();
        ServerCommand otherwise = report(driver, id, ServerStates.RUNNING, running.address());
        if (otherwise != null) {
            return otherwise;
        }
        for (int probe = 0; probe < PROBES_OF_A_SUSPECT; probe++) {
            if (driver.answers(id, running.address(), PROBE_LIMIT)) {
                return null;
            }
        }
        Machine off = driver.power(id, Driver.Power.OFF); // It is not billed for any longer, so it must not run on.
        return MachineReports.silent(
                lastLogLines(off), off instanceof Machine.Ended machine ? machine.endedAt() : clock.instant());
    }

    /** What there is to say of the machine of a server that nobody works on, or null if it is as it should be. */
    @Nullable
    ServerCommand report(String locationId, Seen server) {
        return report(drivers.of(locationId), server.id(), server.state(), server.address());
    }

    private @Nullable ServerCommand report(Driver driver, String serverId, String state, @Nullable String address) {
        boolean running = state.equals(ServerStates.RUNNING);
        Machine machine = driver.observe(serverId);
        if (machine instanceof Machine.Ended ended && running) {
            return MachineReports.ended(ended, driver.name());
        }
        if (machine instanceof Machine.Absent absent && (running || state.equals(ServerStates.STOPPED))) {
            return MachineReports.missing(absent, driver.name(), clock.instant());
        }
        if (machine instanceof Machine.Alive alive && running && alive.movedFrom(address)) {
            return new ServerCommand.MachineMoved(clock.instant());
        }
        return machine instanceof Machine.Alive && !running ? new ServerCommand.MachineRuns(clock.instant()) : null;
    }

    /** Machines that provisioning made in a location for the servers after that one, in the order of their ids. */
    List<Machine> machines(String locationId, String after, int limit) {
        return drivers.of(locationId).observeAfter(after, limit);
    }

    void deleteOrphan(String locationId, String serverId) {
        drivers.of(locationId).delete(serverId);
    }

    void switchOff(String locationId, String serverId) {
        drivers.of(locationId).power(serverId, Driver.Power.OFF);
    }

    /** Calls the listener with the location and the id of a server whose machine seems to have ended. */
    void onExit(BiConsumer<String, String> listener) {
        locations().forEach(location -> drivers.of(location).onExit(serverId -> listener.accept(location, serverId)));
    }
}
