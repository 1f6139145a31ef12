package io.hostmesh.provisioning.simulated;

import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.simulated.Fates.Fate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine: what it is, and when it was, or will be, in which state.
 *
 * @param run how often it was switched on before
 * @param readyAt from when on it answers, if it did not end before
 * @param endsAt when it ended or will end, or null if it does not
 */
record SimulatedMachine(
        MachineSpec spec,
        int run,
        Instant createdAt,
        Instant readyAt,
        @Nullable Instant endsAt,
        int exitStatus) {

    private static final int ENDED_BY_TERM = 143;

    static SimulatedMachine started(MachineSpec spec, int run, Instant createdAt, Fate fate, Instant now) {
        Instant readyAt = now.plus(fate.boot());
        Instant endsAt = fate.lifetime() == null ? null : readyAt.plus(fate.lifetime());
        return new SimulatedMachine(spec, run, createdAt, readyAt, endsAt, fate.exitStatus());
    }

    String address() {
        return spec.serverId() + ".simulated:80";
    }

    boolean ended(Instant now) {
        return endsAt != null && !now.isBefore(endsAt);
    }

    boolean answers(Instant now) {
        return !ended(now) && !now.isBefore(readyAt);
    }

    SimulatedMachine off(Instant now) {
        return ended(now) ? this : endedBy(ENDED_BY_TERM, now);
    }

    SimulatedMachine endedBy(int status, Instant now) {
        return new SimulatedMachine(spec, run, createdAt, readyAt, now, status);
    }

    SimulatedMachine sized(MachineSpec size) {
        MachineSpec sized = new MachineSpec(
                spec.serverId(),
                spec.generation(),
                spec.imageId(),
                spec.locationId(),
                size.vcpus(),
                size.memoryMegabytes(),
                spec.environment());
        return new SimulatedMachine(sized, run, createdAt, readyAt, endsAt, exitStatus);
    }

    Machine seen(Instant now) {
        if (endsAt != null && ended(now)) {
            return new Machine.Ended(
                    spec.serverId(),
                    createdAt,
                    exitStatus,
                    endsAt,
                    false,
                    List.of("simulated machine of " + spec.serverId() + " began", "it ended with " + exitStatus));
        }
        boolean answers = answers(now);
        return new Machine.Alive(spec.serverId(), createdAt, answers ? address() : null, answers ? readyAt : null);
    }
}
