package io.hostmesh.ticket.ticket;

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
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + id;
    }
}
