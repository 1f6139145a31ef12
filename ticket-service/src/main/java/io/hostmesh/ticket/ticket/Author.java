package io.hostmesh.ticket.ticket;

import java.util.Locale;

/**
 * Who did something to a ticket.
 *
 * @param id the API key's, account's or server's id; {@code hostmesh} for the platform itself
 */
public record Author(Kind kind, String id) {

    /** Hostmesh acting by itself. */
    public static final Author PLATFORM = new Author(Kind.PLATFORM, "hostmesh");

    public enum Kind {
        PLATFORM,
        /** The provider's people. */
        STAFF,
        CUSTOMER,
        /** A server speaking for itself with its own token. */
        SERVER
    }

    /** For example {@code customer/acc_01h...}: how events name an author. */
    public String text() {
        return kindWord() + "/" + id;
    }

    String kindWord() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
