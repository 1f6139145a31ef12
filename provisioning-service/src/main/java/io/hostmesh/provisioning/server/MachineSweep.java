package io.hostmesh.provisioning.server;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.provisioning.driver.Machine;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Compares all servers with all machines now and then: finds what ended while nobody looked, and deletes machines that belong
 * to no server. A running server is read before the machines are, and an unknown machine is looked up after: what begins or
 * ends in between is mistaken for neither.
 */
@ApplicationScoped
class MachineSweep {

    private static final Logger LOG = Logger.getLogger(MachineSweep.class);
    private static final int PAGE = 1000;

    private final ServerProgressHandler handler;
    private final MachineWorker worker;
    private final Reconciler reconciler;
    private final Recurring recurring;
    private final Clock clock;
    private final Duration period;
    private final Duration grace;

    MachineSweep(
            ServerProgressHandler handler,
            MachineWorker worker,
            Reconciler reconciler,
            Recurring recurring,
            Clock clock,
            @ConfigProperty(name = "hostmesh.sweep.period") Duration period,
            @ConfigProperty(name = "hostmesh.sweep.orphan-grace") Duration grace) {
        this.handler = handler;
        this.worker = worker;
        this.reconciler = reconciler;
        this.recurring = recurring;
        this.clock = clock;
        this.period = period;
        this.grace = grace;
    }

    void start(@Observes StartupEvent started) {
        recurring.every("sweep-machines", period, this::sweep);
    }

    /** One location that cannot be looked at keeps no other from it. */
    private Uni<Void> sweep() {
        return oneByOne(List.copyOf(worker.locations()), location -> sweep(location)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("location is left to the next sweep location=%s cause=%s", location, failure))
                .onFailure()
                .recoverWithNull());
    }

    private Uni<Void> sweep(String location) {
        return running(location, "", new ArrayList<>()).chain(running -> reconciler
                .looking(() -> worker.machines(location))
                .chain(machines -> {
                    Map<String, Machine> byServer = new TreeMap<>();
                    machines.forEach(machine -> byServer.put(machine.serverId(), machine));
                    return ended(location, running, byServer).chain(() -> orphans(location, byServer));
                }));
    }

    private Uni<List<String>> running(String location, String after, List<String> found) {
        return handler.running(location, after, PAGE).chain(page -> {
            found.addAll(page);
            return page.size() < PAGE
                    ? Uni.createFrom().item(found)
                    : running(location, page.get(page.size() - 1), found);
        });
    }

    private Uni<Void> ended(String location, List<String> running, Map<String, Machine> machines) {
        List<String> suspects = running.stream()
                .filter(id -> !(machines.get(id) instanceof Machine.Alive))
                .toList();
        return oneByOne(suspects, id -> reconciler.lookForEnd(location, id));
    }

    private Uni<Void> orphans(String location, Map<String, Machine> machines) {
        Instant oldEnough = clock.instant().minus(grace);
        List<String> old = machines.values().stream()
                .filter(machine -> createdBefore(machine, oldEnough))
                .map(Machine::serverId)
                .toList();
        return handler.known(old).chain(known -> {
            List<String> orphans =
                    old.stream().filter(id -> !known.contains(id)).toList();
            return oneByOne(orphans, id -> reconciler
                    .looking(() -> {
                        LOG.warnf("machine belongs to no server and is deleted server=%s", id);
                        worker.deleteOrphan(location, id);
                        return true;
                    })
                    .replaceWithVoid());
        });
    }

    private static boolean createdBefore(Machine machine, Instant time) {
        if (machine instanceof Machine.Alive alive) {
            return alive.createdAt().isBefore(time);
        }
        return machine instanceof Machine.Ended ended && ended.createdAt().isBefore(time);
    }

    private static Uni<Void> oneByOne(List<String> ids, Function<String, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUniAndConcatenate(step::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
