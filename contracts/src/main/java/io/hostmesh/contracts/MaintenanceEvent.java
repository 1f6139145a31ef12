package io.hostmesh.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Planned work on servers. New alerts about what it touches are nobody's to be woken by while it is under way; recoveries are told
 * as ever.
 */
public sealed interface MaintenanceEvent {

    String maintenanceId();

    Instant occurredAt();

    /**
     * The work is planned, or planned anew: the newest of a maintenance counts.
     *
     * @param startsAt when it is to begin, and {@code endsAt} when it is to be over
     */
    record Scheduled(
            String maintenanceId, String title, Touched touched, Instant startsAt, Instant endsAt, Instant occurredAt)
            implements MaintenanceEvent {}

    /** The work began, on time or not. */
    record Started(String maintenanceId, Touched touched, Instant endsAt, Instant occurredAt)
            implements MaintenanceEvent {}

    /** The work is over, done or called off. */
    record Completed(String maintenanceId, String because, Instant occurredAt) implements MaintenanceEvent {}

    /** What the work is on: all of a location, groups with all their members, and servers. Each can be empty. */
    record Touched(@Nullable String locationId, List<String> groupIds, List<String> serverIds) {}
}
