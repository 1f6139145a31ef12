package io.hostmesh.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One fact that happened, in its CloudEvents 1.0 envelope.
 *
 * @param id UUIDv7, unique over all events
 * @param type what happened, with the shape of {@code data}
 * @param source the service that says so, for example {@code /provisioning}
 * @param subject the id of the aggregate, which is also the record's key
 * @param time when it happened
 * @param correlationId the same for everything that follows from one cause
 * @param causationId the id of the event that led to this one, or null at the start of a chain
 * @param accountId the account whose object this is about, or null for what belongs to the operator
 * @param traceparent the W3C trace context, or null where the cause was not traced
 */
public record Event<T>(
        String id,
        EventType<T> type,
        String source,
        String subject,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        @Nullable String accountId,
        @Nullable String traceparent,
        T data) {}
