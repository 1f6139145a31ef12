package io.hostmesh.ticket.ticket;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The bodies of requests about tickets. */
final class TicketRequests {

    private static final int LONGEST_SUBJECT = 200;
    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_REASON = 1_000;
    private static final String ID = "_[0-9a-z]{26}";

    private TicketRequests() {}

    /**
     * A new case.
     *
     * @param severity normal where it is left out
     * @param serverId the server it is about, and {@code groupId} the group; a server's own token need not say
     * @param followsTicketId an earlier ticket of the same matter
     */
    record OpenTicket(
            @NotBlank @Size(max = LONGEST_SUBJECT) String subject,
            @NotBlank @Size(max = LONGEST_TEXT) String message,
            @Nullable Severity severity,

            @Nullable @Pattern(regexp = "srv" + ID, message = "must be the id of a server")
            String serverId,

            @Nullable @Pattern(regexp = "grp" + ID, message = "must be the id of a group")
            String groupId,

            @Nullable @Pattern(regexp = "tkt" + ID, message = "must be the id of a ticket")
            String followsTicketId) {}

    record AddMessage(@NotBlank @Size(max = LONGEST_TEXT) String body) {}

    record Act(
            @NotNull TicketCommand.Action type,
            @Nullable @Size(max = LONGEST_REASON) String because) {}
}
