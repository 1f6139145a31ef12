package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.TicketEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which tickets a diagnosis is made for. */
final class TicketDecider {

    /** Of who opened a ticket: the platform, and nobody else. */
    private static final String PLATFORM = "platform/";

    private TicketDecider() {}

    /** A server that an account has a case about. */
    record Asked(String accountId, String serverId) {}

    /**
     * What is to be diagnosed; empty where the ticket is about no server, or opened too long ago for what is seen now to tell of it. The
     * platform opens tickets about failures, whose alerts are diagnosed by themselves.
     */
    static Optional<Asked> asked(Event<?> event, Instant now, Duration oldest) {
        String accountId = event.accountId();
        return event.data() instanceof TicketEvent.Opened opened
                        && opened.serverId() != null
                        && accountId != null
                        && !opened.openedBy().startsWith(PLATFORM)
                        && !opened.occurredAt().isBefore(now.minus(oldest))
                ? Optional.of(new Asked(accountId, opened.serverId()))
                : Optional.empty();
    }
}
