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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Compares all servers with all machines now and then: finds what ended, runs or is missing although nobody asked for it, and
 * deletes machines that belong to no server. Servers are read before the machines are, and whatever does not fit is looked up
 * and looked at once more: what begins or ends in between is mistaken for neither.
 */
@ApplicationScoped
class MachineSweep {

    private static final Logger LOG = Logger.getLogger(MachineSweep.class);
    private static final int PAGE = 1000;

    private final SightingHandler handler;
    private final MachineWorker worker;
    private final Reconciler reconciler;
    private final Recurring recurring;
    private final Clock clock;
    private final Duration period;
    private final Duration grace;

    MachineSweep(
            SightingHandler handler,
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
        return servers(location, ServerStates.RUNNING, "", new ArrayList<>())
                .chain(running -> servers(location, ServerStates.STOPPED, "", new ArrayList<>())
                        .chain(stopped -> reconciler
                                .looking(() -> worker.machines(location))
                                .chain(machines -> compare(location, running, stopped, machines))));
    }

    private Uni<List<Seen>> servers(String location, String state, String after, List<Seen> found) {
        return handler.in(location, state, after, PAGE).chain(page -> {
            found.addAll(page);
            return page.size() < PAGE
                    ? Uni.createFrom().item(found)
                    : servers(location, state, page.get(page.size() - 1).id(), found);
        });
    }

    private Uni<Void> compare(String location, List<Seen> running, List<Seen> stopped, List<Machine> machines) {
        Map<String, Machine> unexpected = new TreeMap<>();
        machines.forEach(machine -> unexpected.put(machine.serverId(), machine));
        List<Seen> suspects = new ArrayList<>();
        for (Seen server : running) {
            if (!(unexpected.remove(server.id()) instanceof Machine.Alive)) {
                suspects.add(server);
            }
        }
        for (Seen server : stopped) {
            if (!(unexpected.remove(server.id()) instanceof Machine.Ended)) {
                suspects.add(server);
            }
        }
        return oneByOne(suspects, server -> reconciler.look(location, server))
                .chain(() -> handler.known(List.copyOf(unexpected.keySet())))
                .chain(known -> {
                    List<Seen> failed = known.stream()
                            .filter(server -> server.state().equals(ServerStates.FAILED))
                            .filter(server -> unexpected.get(server.id()) instanceof Machine.Alive)
                            .toList();
                    known.forEach(server -> unexpected.remove(server.id()));
                    return oneByOne(failed, server -> reconciler.look(location, server));
                })
                .chain(() -> orphans(location, unexpected.values()));
    }

    private Uni<Void> orphans(String location, Collection<Machine> unknown) {
        Instant oldEnough = clock.instant().minus(grace);
        List<String> orphans = unknown.stream()
                .filter(machine -> createdBefore(machine, oldEnough))
                .map(Machine::serverId)
                .toList();
        return oneByOne(orphans, id -> reconciler
                .looking(() -> {
                    LOG.warnf("machine belongs to no server and is deleted server=%s", id);
                    worker.deleteOrphan(location, id);
                    return true;
                })
                .replaceWithVoid());
    }

    private static boolean createdBefore(Machine machine, Instant time) {
        if (machine instanceof Machine.Alive alive) {
            return alive.createdAt().isBefore(time);
        }
        return machine instanceof Machine.Ended ended && ended.createdAt().isBefore(time);
    }

    private static <T> Uni<Void> oneByOne(List<T> all, Function<T, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(step::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
