package io.hostmesh.ticket.ticket;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * One step of what happened, with its exact time.
 *
 * @param key tells two reports of the same step apart from two steps; unique within a ticket
 * @param at when it happened, which can be before the ticket was opened
 * @param what a stable word, for example {@code server-failed}
 */
public record TimelineEntry(String key, Instant at, String what, String detail) {

    /** What follows from what, for steps of the same instant. */
    private static final List<String> CAUSES_FIRST = List.of(
            "server-failed",
            "failure-noticed",
            "ticket-opened",
            "server-deleted",
            "replacement-requested",
            "replacement-answering",
            "alert-resolved",
            "ticket-reopened",
            "ticket-solved",
            "ticket-closed");

    /** As it happened; of two steps at the same instant the cause is first. */
    public static final Comparator<TimelineEntry> AS_IT_HAPPENED = Comparator.comparing(TimelineEntry::at)
            .thenComparing(TimelineEntry::rank)
            .thenComparing(TimelineEntry::key);

    private int rank() {
        int known = CAUSES_FIRST.indexOf(what);
        return known < 0 ? CAUSES_FIRST.size() : known;
    }
}
