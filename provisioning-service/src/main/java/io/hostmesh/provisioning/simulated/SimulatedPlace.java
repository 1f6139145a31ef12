package io.hostmesh.provisioning.simulated;

import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where simulated machines are: several drivers of one process can use it. Nothing here waits. */
final class SimulatedPlace {

    /** How many deleted machines are remembered; the oldest are forgotten, as their servers have been for long. */
    private static final int MOST_DELETED = 200_000;

    private final Fates fates;
    private final int capacity;
    private final NavigableMap<String, SimulatedMachine> machines = new TreeMap<>();
    private final Map<String, Instant> deleted = new LinkedHashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));

    /** An end that was foreseen, or that has happened. */
    private record Due(Instant at, String serverId) {}

    SimulatedPlace(Fates fates, int capacity) {
        this.fates = fates;
        this.capacity = capacity;
    }

    synchronized Machine create(MachineSpec spec, Instant now) {
        String id = spec.serverId();
        if (deleted.containsKey(id)) {
            return new Machine.Absent(id, deleted.get(id));
        }
        SimulatedMachine there = machines.get(id);
        if (there == null && machines.size() >= capacity) {
            throw new RefusedException("the simulated location is full: it has room for " + capacity + " machines");
        }
        if (there == null || there.spec().generation() < spec.generation()) {
            there = keep(SimulatedMachine.started(spec, 0, now, fates.of(spec, 0), now));
        }
        return there.seen(now);
    }

    synchronized Machine observe(String serverId, Instant now) {
        SimulatedMachine there = machines.get(serverId);
        return there == null ? new Machine.Absent(serverId, deleted.get(serverId)) : there.seen(now);
    }

    synchronized List<Machine> after(String serverId, int limit, Instant now) {
        return machines.tailMap(serverId, false).values().stream()
                .limit(limit)
                .map(machine -> machine.seen(now))
                .toList();
    }

    synchronized boolean answers(String serverId, Instant now) {
        SimulatedMachine there = machines.get(serverId);
        return there != null && there.answers(now);
    }

    Machine switchOff(String serverId, Instant now) {
        return change(serverId, now, machine -> machine.off(now));
    }

    Machine switchOn(String serverId, Instant now) {
        return change(
                serverId,
                now,
                machine -> machine.ended(now)
                        ? SimulatedMachine.started(
                                machine.spec(),
                                machine.run() + 1,
                                machine.createdAt(),
                                fates.of(machine.spec(), machine.run() + 1),
                                now)
                        : machine);
    }

    Machine resize(MachineSpec size, Instant now) {
        return change(size.serverId(), now, machine -> machine.sized(size));
    }

    /** Ends it as from outside. */
    Machine kill(String serverId, int exitStatus, Instant now) {
        return change(serverId, now, machine -> machine.ended(now) ? machine : machine.endedBy(exitStatus, now));
    }

    private synchronized Machine change(String serverId, Instant now, UnaryOperator<SimulatedMachine> change) {
        SimulatedMachine there = machines.get(serverId);
        if (there == null) {
            return observe(serverId, now);
        }
        SimulatedMachine next = change.apply(there);
        return (next.equals(there) ? there : keep(next)).seen(now);
    }

    synchronized @Nullable Instant delete(String serverId, Instant now) {
        if (deleted.containsKey(serverId)) {
            return deleted.get(serverId);
        }
        SimulatedMachine there = machines.remove(serverId);
        Instant endedAt =
                there == null ? now : Objects.requireNonNull(there.off(now).endsAt());
        deleted.put(serverId, endedAt);
        if (deleted.size() > MOST_DELETED) {
            deleted.remove(deleted.keySet().iterator().next());
        }
        return there == null ? null : endedAt;
    }

    /** Servers whose machines ended since this was last asked; some of them may run again. */
    synchronized List<String> takeEnded(Instant now) {
        List<String> ended = new ArrayList<>();
        while (!due.isEmpty() && !due.peek().at().isAfter(now)) {
            ended.add(due.remove().serverId());
        }
        return ended;
    }

    synchronized Optional<SimulatedMachine> find(String serverId) {
        return Optional.ofNullable(machines.get(serverId));
    }

    /** Puts machines there that run for long already. */
    synchronized void stock(List<MachineSpec> specs, Instant since) {
        Fates.Fate settled = new Fates.Fate(Duration.ZERO, null, 0);
        specs.forEach(spec -> machines.put(spec.serverId(), SimulatedMachine.started(spec, 0, since, settled, since)));
    }

    private SimulatedMachine keep(SimulatedMachine machine) {
        machines.put(machine.spec().serverId(), machine);
        if (machine.endsAt() != null) {
            due.add(new Due(machine.endsAt(), machine.spec().serverId()));
        }
        return machine;
    }
}
