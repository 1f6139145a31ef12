package io.hostmesh.provisioning.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes machines somewhere: processes on this computer, containers, pods, bare metal. Every method blocks for a bounded
 * time, may be called again after a crash with the same effect, and throws {@link DriverException} where the outcome is
 * not known, or {@link RefusedException} where the place works but will not do it. Several instances of provisioning use one
 * driver's place at the same time.
 */
public interface Driver {

    /** The driver's name, for example {@code process}. */
    String name();

    /**
     * Makes and starts the machine of a server. One server has one machine, however often this is called: a machine of the
     * spec's generation or a higher one is returned as it is, and one of a lower generation is ended and replaced by a fresh
     * one, with nothing left on its disk. One that was deleted is not made again ({@link Machine.Absent}).
     */
    Machine create(MachineSpec spec);

    Machine observe(String serverId);

    /** Every machine that is tagged as made by provisioning, known to the database or not. */
    List<Machine> observeAll();

    /**
     * The machines of {@link #observeAll} whose servers' ids come after that one, in the order of the ids. A driver with many
     * machines answers this without looking at all of them.
     *
     * @param limit how many at most
     */
    default List<Machine> observeAfter(String serverId, int limit) {
        return observeAll().stream()
                .filter(machine -> machine.serverId().compareTo(serverId) > 0)
                .sorted(Comparator.comparing(Machine::serverId))
                .limit(limit)
                .toList();
    }

    /**
     * True if a machine's workload answers at its address within the limit; one that answers with an error still answers. A
     * driver whose machines cannot be reached from here knows another way to tell.
     */
    default boolean answers(String serverId, String address, Duration limit) {
        return WorkloadProbe.answers(address, limit);
    }

    /** Switches a machine on or off and returns when it is; one that is so already stays as it is. */
    Machine power(String serverId, Power power);

    /**
     * Gives a machine that is off the spec's vCPUs and memory, from the next time it is switched on. Its disk, its environment
     * and its generation stay, but {@code HOSTMESH_VCPUS} follows, except in a container of an engine: that has the
     * environment it was made with for life, and finds its size in its control group ({@code HOSTMESH_CONTROL_GROUP}). Where there is no machine, nothing
     * happens.
     *
     * @return the machine, which is off
     */
    Machine resize(MachineSpec spec);

    /**
     * Deletes a machine and returns when nothing of it is left.
     *
     * @return when it ended, or null where no such machine was ever known
     */
    @Nullable
    Instant delete(String serverId);

    /**
     * Calls the listener soon after a machine ended, with the server's id. A hint to look: it may come twice, late or, after a
     * crash, never.
     */
    void onExit(Consumer<String> listener);

    /** What a machine's switch can be set to. */
    enum Power {
        ON,
        OFF
    }
}
