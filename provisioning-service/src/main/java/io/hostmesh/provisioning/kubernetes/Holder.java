package io.hostmesh.provisioning.kubernetes;

import io.hostmesh.provisioning.driver.MachineSpec;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a machine apart from its Pod, which cannot be stopped, only deleted and made again. It is the machine's tag as
 * long as it exists, and the note that it existed afterwards.
 *
 * @param uid the object's identity in the cluster, empty before it is there
 * @param version the object's version in the cluster, which a change must name
 * @param run how often the machine was switched on
 * @param ending how it ended when it was switched off or deleted, or null
 */
record Holder(
        String serverId,
        String uid,
        String version,
        Instant createdAt,
        String imageId,
        BigDecimal vcpus,
        int memoryMegabytes,
        int generation,
        long run,
        Wish wish,
        @Nullable Ending ending,
        @Nullable Instant deletedAt) {

    /** What a machine should be. */
    enum Wish {
        ON,
        OFF,
        /** Its end is under way. */
        DELETING,
        /** Nothing is left but this note. */
        DELETED;

        boolean gone() {
            return this == DELETING || this == DELETED;
        }
    }

    static Holder first(MachineSpec spec, Instant now) {
        return new Holder(
                spec.serverId(),
                "",
                "",
                now,
                spec.imageId(),
                spec.vcpus(),
                spec.memoryMegabytes(),
                spec.generation(),
                1,
                Wish.ON,
                null,
                null);
    }

    /** A note that a server is deleted, of which nothing was known. */
    static Holder unknown(String serverId, @Nullable Ending ending, Instant now) {
        return new Holder(serverId, "", "", now, "", BigDecimal.ZERO, 0, 0, 0, Wish.DELETED, ending, now);
    }

    /** The machine of a higher generation, which is another one. */
    Holder rebuilt(MachineSpec spec, Instant now) {
        return new Holder(
                serverId,
                uid,
                version,
                now,
                spec.imageId(),
                spec.vcpus(),
                spec.memoryMegabytes(),
                spec.generation(),
                run + 1,
                Wish.ON,
                null,
                null);
    }

    Holder resized(MachineSpec spec) {
        return with(spec.vcpus(), spec.memoryMegabytes(), run, wish, ending, deletedAt);
    }

    Holder switchedOn() {
        return with(vcpus, memoryMegabytes, run + 1, Wish.ON, null, null);
    }

    /** To be off; it may not have ended yet. */
    Holder switchingOff() {
        return with(vcpus, memoryMegabytes, run, Wish.OFF, null, null);
    }

    Holder switchedOff(Ending how) {
        return with(vcpus, memoryMegabytes, run, Wish.OFF, how, null);
    }

    Holder deleting() {
        return with(vcpus, memoryMegabytes, run, Wish.DELETING, ending, null);
    }

    Holder deleted(Ending how, Instant now) {
        return with(vcpus, memoryMegabytes, run, Wish.DELETED, how, now);
    }

    private Holder with(
            BigDecimal newVcpus,
            int newMegabytes,
            long newRun,
            Wish newWish,
            @Nullable Ending newEnding,
            @Nullable Instant newDeletedAt) {
        return new Holder(
                serverId,
                uid,
                version,
                createdAt,
                imageId,
                newVcpus,
                newMegabytes,
                generation,
                newRun,
                newWish,
                newEnding,
                newDeletedAt);
    }
}
