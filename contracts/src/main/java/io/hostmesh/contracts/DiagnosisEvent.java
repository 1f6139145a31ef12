package io.hostmesh.contracts;

import io.hostmesh.contracts.AlertEvent.Series;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What monitoring found when it looked at a server, or at the way to it. */
public sealed interface DiagnosisEvent {

    String diagnosisId();

    /** Null where it is about no server. */
    @Nullable
    String serverId();

    Instant occurredAt();

    /**
     * A diagnosis is done.
     *
     * @param serverId what it is about, where it is about a server
     * @param checkId the check whose target it is about, where it is of one
     * @param alertId the alert that it was begun by, where one did
     * @param host where packets went, or null where none were sent
     * @param place where they were sent from
     * @param changes of a server: the metrics that changed most against the time before, the most first
     * @param series of a server: the newest time of its key metrics and of those that changed, as means over steps
     * @param echoes what was seen of the destination, or null where nothing was
     * @param path what was seen of the way to it, or null where nothing was
     * @param notes what could not be looked at, and why
     */
    record Finished(
            String diagnosisId,
            Reason reason,
            @Nullable String serverId,
            @Nullable String checkId,
            @Nullable String alertId,
            @Nullable String host,
            String place,
            List<Change> changes,
            List<Series> series,
            @Nullable Echoes echoes,
            @Nullable TracedPath path,
            List<String> notes,
            Instant occurredAt)
            implements DiagnosisEvent {}

    /** Why it was made. */
    enum Reason {
        /** By a request, or by a ticket that was opened about a server: then it is of the ticket's chain of causes. */
        ASKED_FOR,
        CHECK_FAILS,
        SERVER_FAILED
    }

    /**
     * What a metric is now, beside what it was.
     *
     * @param before the mean of the time before, and {@code usual} its standard deviation
     * @param now the mean of the newest time
     * @param score how many deviations it has changed by
     */
    record Change(String metric, double before, double usual, double now, double score) {}

    /** Echoes of a destination; times are in milliseconds and null where nothing was answered. */
    record Echoes(
            int sent,
            int received,
            @Nullable Double best,
            @Nullable Double median,
            @Nullable Double percentile95,
            @Nullable Double worst) {}

    /**
     * The hops of a path in their order.
     *
     * @param reached whether it was seen up to its end
     * @param words where on it time and packets are lost, in sentences
     */
    record TracedPath(boolean reached, List<Hop> hops, List<String> words) {}

    /**
     * A router on a path, as its answers show it; times are in milliseconds and null where it did not answer.
     *
     * @param number counted from 1
     * @param typical the median, or the mean where only that is known
     */
    record Hop(
            int number,
            List<String> addresses,
            int sent,
            int received,
            @Nullable Double best,
            @Nullable Double typical) {}
}
