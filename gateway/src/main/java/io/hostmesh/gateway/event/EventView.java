package io.hostmesh.gateway.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An event as the API shows it.
 *
 * @param cursor its place in the order of arrival: what {@code Last-Event-ID} takes
 * @param account the account whose object it is about, or null for what belongs to the operator
 * @param data the event's own data, as it was published
 */
public record EventView(
        String id,
        String cursor,
        String type,
        String source,
        String subject,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        @Nullable String account,
        @Schema(type = SchemaType.OBJECT) @JsonRawValue String data) {

    static EventView of(EventEntry entry) {
        return new EventView(
                entry.id,
                Long.toString(entry.position),
                entry.type,
                entry.source,
                entry.subject,
                entry.time,
                entry.correlationId,
                entry.causationId,
                entry.accountId,
                entry.data);
    }
}
