package io.hostmesh.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a server. {@code occurredAt} is exact: it is what the server's life is billed by. A server is billed
 * from {@link Provisioned} or {@link Started} to the first of {@link Stopped}, {@link Failed} and {@link Deleted}, by another
 * plan from {@link Resized} on. {@link Rebooted}, {@link Rebuilt} and {@link Drifted} by themselves change nothing about that.
 */
public sealed interface ServerEvent {

    String serverId();

    /** When it happened to the server, which can be before it was noticed. */
    Instant occurredAt();

    /** The server was accepted; its machine does not exist yet. */
    record Requested(
            String serverId,
            String name,
            @Nullable String groupId,
            String planId,
            String imageId,
            String locationId,
            Instant occurredAt)
            implements ServerEvent {}

    /** The machine answers. {@code address} is where its workload listens, as host:port. */
    record Provisioned(
            String serverId,
            String name,
            @Nullable String groupId,
            String planId,
            String imageId,
            String locationId,
            String address,
            Instant occurredAt)
            implements ServerEvent {}

    record Stopped(String serverId, @Nullable String groupId, String planId, String because, Instant occurredAt)
            implements ServerEvent {}

    record Started(String serverId, @Nullable String groupId, String planId, String address, Instant occurredAt)
            implements ServerEvent {}

    /** The machine is gone or does not work, and not because it was asked to. */
    record Failed(
            String serverId,
            String name,
            @Nullable String groupId,
            String planId,
            String because,
            FailureEvidence evidence,
            Instant occurredAt)
            implements ServerEvent {}

    /** The replacement of a failed server runs. Keyed, like every event of this topic, by the failed server. */
    record Replaced(
            String serverId,
            @Nullable String groupId,
            String replacementId,
            String replacementAddress,
            Instant occurredAt)
            implements ServerEvent {}

    /** The machine is of another plan from here on, running or not. */
    record Resized(String serverId, @Nullable String groupId, String fromPlanId, String planId, Instant occurredAt)
            implements ServerEvent {}

    /** The machine was switched off and on again and answers, possibly at another address. */
    record Rebooted(String serverId, @Nullable String groupId, String planId, String address, Instant occurredAt)
            implements ServerEvent {}

    /** The machine was made again from its image, with nothing left of its disk, and answers. */
    record Rebuilt(
            String serverId,
            @Nullable String groupId,
            String planId,
            String imageId,
            String address,
            Instant occurredAt)
            implements ServerEvent {}

    /**
     * The machine was not what it should be, and nobody had asked for that here.
     *
     * @param expected what it should be: {@code running} or {@code stopped}
     * @param observed what it was: {@code running}, {@code stopped} or {@code missing}
     * @param correction what is done about it: {@code started}, {@code stopped} or {@code failed}
     * @param occurredAt when the machine went its own way, or where that is unknown when it was noticed
     */
    record Drifted(
            String serverId,
            @Nullable String groupId,
            String expected,
            String observed,
            String correction,
            Instant occurredAt)
            implements ServerEvent {}

    /** The machine is gone for good; nothing of this server happens after this. */
    record Deleted(String serverId, @Nullable String groupId, String planId, String because, Instant occurredAt)
            implements ServerEvent {}

    /**
     * What the driver knows of a failure.
     *
     * @param exitStatus the process's exit status, 128 + n for signal n, or null where it is unknown
     * @param lastLogLines the newest lines of the machine's log, oldest first
     * @param observedBy who noticed, for example {@code driver:process} or {@code monitoring}
     */
    record FailureEvidence(@Nullable Integer exitStatus, List<String> lastLogLines, String observedBy) {}
}
