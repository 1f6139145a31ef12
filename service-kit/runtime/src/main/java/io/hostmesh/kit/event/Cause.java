package io.hostmesh.kit.event;

import io.hostmesh.contracts.Event;
import org.jspecify.annotations.Nullable;

/**
 * Why something happens: what an event says of its origin.
 *
 * @param correlationId the same for everything that follows from one cause
 * @param causationId the id of the event that led to this, or null at the start of a chain
 * @param accountId the account whose object it is about, or null for what belongs to the operator
 * @param traceparent the W3C trace context, or null where it was not traced
 */
public record Cause(
        String correlationId,
        @Nullable String causationId,
        @Nullable String accountId,
        @Nullable String traceparent) {

    /** The start of a chain that no request and no event began. */
    public static Cause start(String correlationId, @Nullable String accountId) {
        return new Cause(correlationId, null, accountId, null);
    }

    /** What follows from that event: its correlation, account and trace, and itself as the causation. */
    public static Cause of(Event<?> event) {
        return new Cause(event.correlationId(), event.id(), event.accountId(), event.traceparent());
    }

    /** The same cause, for an object of that account. */
    public Cause withAccount(@Nullable String account) {
        return new Cause(correlationId, causationId, account, traceparent);
    }
}
