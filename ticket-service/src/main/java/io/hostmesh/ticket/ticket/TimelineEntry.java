package io.hostmesh.ticket.ticket;

import java.time.Instant;

/**
 * One step of what happened, with its exact time.
 *
 * @param key tells two reports of the same step apart from two steps; unique within a ticket
 * @param at when it happened, which can be before the ticket was opened
 * @param what a stable word, for example {@code server-failed}
 */
public record TimelineEntry(String key, Instant at, String what, String detail) {}
