package io.hostmesh.ticket.ticket;

/** The answer to a command. */
sealed interface Decision {

    record Accepted(TicketChange change) implements Decision {}

    /** What was asked for cannot be; {@code type} is the stable word of the problem type. */
    record Rejected(String type, String reason) implements Decision {}

    /** What was asked for is so already. */
    record Unchanged() implements Decision {}
}
