package io.hostmesh.ticket.failure;

import io.hostmesh.ticket.ticket.Ticket;
import io.hostmesh.ticket.ticket.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The newest ticket of a server's failures, with what it already knows. */
record FailureCase(Ticket ticket, List<TimelineEntry> timeline, Set<String> evidenceKeys, Set<String> correlationIds) {

    boolean knows(String timelineKey) {
        return timeline.stream().anyMatch(entry -> entry.key().equals(timelineKey));
    }

    /** Provisioning has said that the machine is gone; until then there is only monitoring's suspicion. */
    boolean isConfirmed() {
        return knows(Steps.SERVER_FAILED);
    }

    /** Provisioning says, or is about to, that the machine is gone: monitoring has heard it. */
    boolean isReported() {
        return isConfirmed() || knows(Steps.noticedBy(Steps.REPORT));
    }

    boolean isReplaced() {
        return knows(Steps.REPLACEMENT_ANSWERING);
    }

    Optional<Instant> failedAt() {
        return timeline.stream()
                .filter(entry -> entry.key().equals(Steps.SERVER_FAILED))
                .map(TimelineEntry::at)
                .findFirst();
    }

    /**
     * When the fault was over, or empty while it is not: the time that the recovery happened, not when it was heard of,
     * so that a failure in between counts as a new one.
     */
    Optional<Instant> endedAt() {
        if (ticket instanceof Ticket.Solved solved) {
            return Optional.of(recoveredAt().orElse(solved.solvedAt()));
        }
        if (ticket instanceof Ticket.Closed closed) {
            return Optional.of(recoveredAt().orElse(closed.solvedAt()));
        }
        return Optional.empty();
    }

    /** Whether something reported in that chain of causes, and at that time, is of this fault and not of a later one. */
    boolean covers(String correlationId, Instant at) {
        return correlationIds.contains(correlationId)
                || endedAt().map(end -> !at.isAfter(end)).orElse(true);
    }

    private Optional<Instant> recoveredAt() {
        return timeline.stream()
                .filter(entry -> entry.key().equals(Steps.REPLACEMENT_ANSWERING)
                        || entry.key().equals(Steps.ALERT_RESOLVED))
                .map(TimelineEntry::at)
                .max(Instant::compareTo);
    }
}
