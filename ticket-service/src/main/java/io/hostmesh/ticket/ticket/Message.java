package io.hostmesh.ticket.ticket;

import java.time.Instant;

/** One contribution to the conversation of a ticket. */
public record Message(String id, Author author, String body, Instant at) {}
