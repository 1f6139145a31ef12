package io.hostmesh.billing.meter;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what an event says about the use of a server. */
final class ServerFacts {

    private ServerFacts() {}

    /** Empty for an event that changes nothing about use, and for servers of the operator, which nobody pays for. */
    static Optional<ServerFact> of(Event<?> event) {
        if (event.data() instanceof ServerEvent.Provisioned data) {
            return fact(event, ServerFact.Kind.PROVISIONED, data, data.groupId(), data.planId());
        }
        if (event.data() instanceof ServerEvent.Started data) {
            return fact(event, ServerFact.Kind.STARTED, data, data.groupId(), data.planId());
        }
        if (event.data() instanceof ServerEvent.Stopped data) {
            return fact(event, ServerFact.Kind.STOPPED, data, data.groupId(), data.planId());
        }
        if (event.data() instanceof ServerEvent.Failed data) {
            return fact(event, ServerFact.Kind.FAILED, data, data.groupId(), data.planId());
        }
        if (event.data() instanceof ServerEvent.Resized data) {
            return fact(event, ServerFact.Kind.RESIZED, data, data.groupId(), data.planId());
        }
        if (event.data() instanceof ServerEvent.Deleted data) {
            return fact(event, ServerFact.Kind.DELETED, data, data.groupId(), data.planId());
        }
        return Optional.empty();
    }

    private static Optional<ServerFact> fact(
            Event<?> event, ServerFact.Kind kind, ServerEvent data, @Nullable String groupId, String planId) {
        String accountId = event.accountId();
        if (accountId == null) {
            return Optional.empty();
        }
        return Optional.of(new ServerFact(
                event.id(),
                kind,
                data.serverId(),
                accountId,
                groupId,
                planId,
                // What the database keeps, so that a fact is the same when it is read again.
                data.occurredAt().truncatedTo(ChronoUnit.MICROS),
                event.correlationId()));
    }
}
