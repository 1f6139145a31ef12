package io.hostmesh.ticket.ticket;

import java.util.Locale;

/** How much it hurts. */
public enum Severity {
    LOW,
    NORMAL,
    HIGH,
    URGENT;

    /** The word used in events and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
