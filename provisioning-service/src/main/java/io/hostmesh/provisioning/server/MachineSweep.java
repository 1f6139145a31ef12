package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.EventConsumer;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.provisioning.driver.LocationUnavailable;
import io.hostmesh.provisioning.driver.Machine;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Compares servers with machines, so many of each location at a time and then on from there, so that what it costs does not
 * grow with their number: finds what ended, runs or is missing although nobody asked for it, and deletes machines that belong
 * to no server and are not in quarantine. Servers are read before the machines are, and whatever does not fit is looked up and
 * looked at once more: what begins or ends in between is mistaken for neither.
 */
@ApplicationScoped
class MachineSweep {

    private static final Logger LOG = Logger.getLogger(MachineSweep.class);

    private final SightingHandler handler;
    private final MachineWorker worker;
    private final Reconciler reconciler;
    private final Recurring recurring;
    private final Clock clock;
    private final Duration period;
    private final Duration grace;
    private final int page;
    /** Where the next sweep of a location goes on. */
    private final Map<String, String> sweptTo = new ConcurrentHashMap<>();

    MachineSweep(
            SightingHandler handler,
            MachineWorker worker,
            Reconciler reconciler,
            Recurring recurring,
            Clock clock,
            @ConfigProperty(name = "hostmesh.sweep.period") Duration period,
            @ConfigProperty(name = "hostmesh.sweep.orphan-grace") Duration grace,
            @ConfigProperty(name = "hostmesh.sweep.page") int page) {
        this.handler = handler;
        this.worker = worker;
        this.reconciler = reconciler;
        this.recurring = recurring;
        this.clock = clock;
        this.period = period;
        this.grace = grace;
        this.page = page;
    }

    void start(@Observes StartupEvent started) {
        worker.locations()
                .forEach(location ->
                        recurring.every("sweep-machines-" + location, period, () -> sweepIfItCan(location)));
    }

    /** Each location by itself: one that cannot be looked at, or is slow, keeps no other from it. */
    private Uni<Void> sweepIfItCan(String location) {
        return sweep(location)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("location is left to the next sweep location=%s cause=%s", location, failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> sweep(String location) {
        String after = sweptTo.getOrDefault(location, "");
        return handler.in(location, ServerStates.RUNNING, after, page)
                .chain(running -> handler.in(location, ServerStates.STOPPED, after, page)
                        .chain(stopped -> reconciler
                                .looking(location, () -> worker.machines(location, after, page))
                                .chain(machines -> compare(location, new Part(running, stopped, machines)))));
    }

    /** Servers and machines from one id on, each list complete up to its last if it is as long as a page, else to the end. */
    private record Part(List<Seen> running, List<Seen> stopped, List<Machine> machines) {

        /** The last id up to which all lists are complete, or empty if they are to the end. */
        Optional<String> completeTo(int page) {
            return Stream.of(
                            running.stream().map(Seen::id).toList(),
                            stopped.stream().map(Seen::id).toList(),
                            machines.stream().map(Machine::serverId).toList())
                    .filter(ids -> ids.size() >= page)
                    .map(ids -> ids.get(ids.size() - 1))
                    .min(Comparator.naturalOrder());
        }

        Part upTo(String last) {
            return new Part(
                    running.stream()
                            .filter(each -> each.id().compareTo(last) <= 0)
                            .toList(),
                    stopped.stream()
                            .filter(each -> each.id().compareTo(last) <= 0)
                            .toList(),
                    machines.stream()
                            .filter(each -> each.serverId().compareTo(last) <= 0)
                            .toList());
        }
    }

    private Uni<Void> compare(String location, Part all) {
        Optional<String> last = all.completeTo(page);
        sweptTo.put(location, last.orElse(""));
        Part part = last.map(all::upTo).orElse(all);
        return compare(location, part.running(), part.stopped(), part.machines());
    }

    private Uni<Void> compare(String location, List<Seen> running, List<Seen> stopped, List<Machine> machines) {
        Map<String, Machine> unexpected = new TreeMap<>();
        machines.forEach(machine -> unexpected.put(machine.serverId(), machine));
        List<Seen> suspects = new ArrayList<>();
        for (Seen server : running) {
            boolean fits =
                    unexpected.remove(server.id()) instanceof Machine.Alive alive && !alive.movedFrom(server.address());
            if (!fits) {
                suspects.add(server);
            }
        }
        for (Seen server : stopped) {
            if (!(unexpected.remove(server.id()) instanceof Machine.Ended)) {
                suspects.add(server);
            }
        }
        return eachByItself(suspects, Seen::id, server -> reconciler.look(location, server))
                .chain(() -> handler.known(List.copyOf(unexpected.keySet())))
                .chain(known -> {
                    List<Seen> failed = known.stream()
                            .filter(server -> server.state().equals(ServerStates.FAILED))
                            .filter(server -> unexpected.get(server.id()) instanceof Machine.Alive)
                            .toList();
                    known.forEach(server -> unexpected.remove(server.id()));
                    return eachByItself(failed, Seen::id, server -> reconciler.look(location, server));
                })
                .chain(() -> handler.inQuarantine(List.copyOf(unexpected.keySet())))
                .chain(kept -> {
                    List<String> alive = kept.stream()
                            .filter(id -> unexpected.remove(id) instanceof Machine.Alive)
                            .toList();
                    return eachByItself(alive, id -> id, id -> switchOff(location, id));
                })
                .chain(() -> deleteOrphans(location, unexpected.values()));
    }

    /** In turn. One that fails is left to the next sweep and keeps no other from this one; of a location that is left alone, all are. */
    private static <T> Uni<Void> eachByItself(List<T> all, Function<T, String> id, Function<T, Uni<Void>> work) {
        return EventConsumer.inTurn(all, each -> work.apply(each)
                .onFailure(failure -> !(failure instanceof LocationUnavailable))
                .recoverWithUni(failure -> {
                    LOG.warnf("machine is left to the next sweep server=%s cause=%s", id.apply(each), failure);
                    return Uni.createFrom().voidItem();
                }));
    }

    private Uni<Void> switchOff(String location, String id) {
        return reconciler
                .looking(location, () -> {
                    LOG.warnf("machine in quarantine runs and is switched off server=%s", id);
                    worker.switchOff(location, id);
                    return true;
                })
                .replaceWithVoid();
    }

    private Uni<Void> deleteOrphans(String location, Collection<Machine> unknown) {
        return eachByItself(orphans(unknown, grace, clock.instant()), id -> id, id -> reconciler
                .looking(location, () -> {
                    LOG.warnf("machine belongs to no server and is deleted server=%s", id);
                    worker.deleteOrphan(location, id);
                    return true;
                })
                .replaceWithVoid());
    }

    /** The servers of unknown machines that are older than the grace time. */
    static List<String> orphans(Collection<Machine> unknown, Duration grace, Instant now) {
        Instant oldEnough = now.minus(grace);
        return unknown.stream()
                .filter(machine -> createdBefore(machine, oldEnough))
                .map(Machine::serverId)
                .toList();
    }

    private static boolean createdBefore(Machine machine, Instant time) {
        if (machine instanceof Machine.Alive alive) {
            return alive.createdAt().isBefore(time);
        }
        return machine instanceof Machine.Ended ended && ended.createdAt().isBefore(time);
    }
}
