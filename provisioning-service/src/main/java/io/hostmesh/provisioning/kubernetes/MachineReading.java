package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.kubernetes.Holder.Wish;
import io.hostmesh.provisioning.kubernetes.Sightings.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts holder and Pod together to what they are: one machine. */
record MachineReading(int port, Duration forceAfter) {

    /** @param seen when the Pod was seen to change, if there is one */
    Machine of(String serverId, @Nullable Holder holder, @Nullable Pod pod, Seen seen, Instant now) {
        if (holder == null) {
            return pod == null ? new Machine.Absent(serverId, null) : leftover(serverId, pod, seen, now);
        }
        if (holder.wish() == Wish.DELETED) {
            return new Machine.Absent(
                    serverId, holder.ending() == null ? null : holder.ending().at());
        }
        if (holder.ending() != null) {
            return ended(serverId, holder.createdAt(), holder.ending());
        }
        if (pod == null) {
            return ended(
                    serverId,
                    holder.createdAt(),
                    holder.wish() == Wish.ON ? taken(now) : Ending.neverBegun(holder.createdAt()));
        }
        if (Tags.run(pod) < holder.run()) {
            return new Machine.Alive(serverId, holder.createdAt(), null, null); // The Pod before is on its way out.
        }
        return read(serverId, holder.createdAt(), pod, holder.wish() == Wish.ON, seen, now);
    }

    /** A Pod without a holder that wants it: what a crash left, or what somebody took apart by hand. */
    Machine leftover(String serverId, Pod pod, Seen seen, Instant now) {
        return read(serverId, new PodReading(pod).createdAt().orElse(now), pod, false, seen, now);
    }

    private Machine read(String serverId, Instant createdAt, Pod pod, boolean wanted, Seen seen, Instant now) {
        PodReading reading = new PodReading(pod);
        if (reading.ended(now, forceAfter)) {
            Ending ending = reading.ending(seen.endedAt(), now);
            return ended(serverId, createdAt, wanted && reading.deleting() ? byOthers(ending) : ending);
        }
        Instant ready = reading.readySince().orElse(null);
        String address = ready == null ? null : reading.address(port).orElse(null);
        Instant since = ready == null || address == null ? null : SeenTimes.precise(ready, seen.readyAt());
        return new Machine.Alive(serverId, createdAt, address, since);
    }

    private static Ending byOthers(Ending ending) {
        List<String> lines = new ArrayList<>();
        lines.add("kubernetes: the Pod was deleted, and not by Hostmesh");
        lines.addAll(ending.lines());
        return new Ending(ending.exitStatus(), ending.at(), ending.byHost(), lines);
    }

    /** Who switches a machine on makes its Pod before he looks. */
    private static Ending taken(Instant now) {
        return new Ending(null, now, false, List.of("kubernetes: the Pod is gone, and Hostmesh did not delete it"));
    }

    private static Machine ended(String serverId, Instant createdAt, Ending ending) {
        return new Machine.Ended(
                serverId,
                createdAt,
                ending.exitStatus(),
                ending.at(),
                ending.byHost(),
                ending.outOfMemory(),
                ending.lines());
    }
}
