package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.ticket.failure.FailureReport.Origin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads events as reports of a failure. Overload and underload are everyday matters and no reports. */
final class FailureReports {

    private FailureReports() {}

    static Optional<FailureReport> of(Event<?> event) {
        Origin origin = new Origin(event.correlationId(), event.accountId());
        if (event.data() instanceof ServerEvent server) {
            return ofServer(server, event, origin);
        }
        if (event.data() instanceof AlertEvent alert && alert.kind() == AlertEvent.Kind.FAILURE) {
            @Nullable String serverId = alert.scope().serverId();
            return serverId == null ? Optional.empty() : ofAlert(serverId, alert, event.causationId() != null, origin);
        }
        return Optional.empty();
    }

    private static Optional<FailureReport> ofServer(ServerEvent event, Event<?> envelope, Origin origin) {
        if (event instanceof ServerEvent.Failed failed) {
            return Optional.of(new FailureReport.ServerFailed(
                    failed.serverId(),
                    failed.name(),
                    failed.groupId(),
                    failed.because(),
                    failed.evidence(),
                    failed.occurredAt(),
                    envelope.time(),
                    origin));
        }
        if (event instanceof ServerEvent.Replaced replaced) {
            return Optional.of(new FailureReport.Replaced(
                    replaced.serverId(),
                    replaced.replacementId(),
                    replaced.replacementAddress(),
                    replaced.occurredAt(),
                    null,
                    origin));
        }
        if (event instanceof ServerEvent.Deleted deleted) {
            return Optional.of(
                    new FailureReport.Deleted(deleted.serverId(), deleted.because(), deleted.occurredAt(), origin));
        }
        return Optional.empty();
    }

    /** Monitoring begins a chain of causes by what it noticed itself, and goes on with one by what it was told. */
    private static Optional<FailureReport> ofAlert(String serverId, AlertEvent event, boolean reported, Origin origin) {
        if (event instanceof AlertEvent.Fired fired) {
            return Optional.of(new FailureReport.Alerted(
                    serverId,
                    fired.scope().groupId(),
                    fired.alertId(),
                    fired.summary(),
                    fired.evidence(),
                    fired.notice() != null && fired.notice().muted(),
                    reported,
                    fired.occurredAt(),
                    origin));
        }
        if (event instanceof AlertEvent.Unmuted unmuted) {
            return Optional.of(new FailureReport.Alerted(
                    serverId,
                    unmuted.scope().groupId(),
                    unmuted.alertId(),
                    unmuted.summary(),
                    unmuted.evidence(),
                    unmuted.notice().muted(),
                    reported,
                    unmuted.firedAt(),
                    origin));
        }
        if (event instanceof AlertEvent.Resolved resolved) {
            return Optional.of(
                    new FailureReport.AlertResolved(serverId, resolved.because(), resolved.occurredAt(), origin));
        }
        return event instanceof AlertEvent.StillFiring
                ? Optional.of(new FailureReport.StillAlerted(serverId, origin))
                : Optional.empty();
    }
}
