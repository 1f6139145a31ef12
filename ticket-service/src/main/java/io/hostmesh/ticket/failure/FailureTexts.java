package io.hostmesh.ticket.failure;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the platform writes to the customer about a failure. */
final class FailureTexts {

    private FailureTexts() {}

    static String failed(FailureReport.ServerFailed report) {
        @Nullable Integer status = report.evidence().exitStatus();
        return "Server " + report.name() + " (" + report.serverId() + ") failed at " + report.failedAt() + ": "
                + report.because() + ". Exit status "
                + (status == null ? "" : status + ": ")
                + ExitStatuses.meaning(status)
                + ". The evidence holds what is known; if the server belongs to a group it is replaced.";
    }

    static String alerted(FailureReport.Alerted report) {
        return "Server " + report.serverId() + " seems to have failed at " + report.firedAt() + ": " + report.summary()
                + ". Its last minute is in the evidence.";
    }

    static String resolved(FailureReport.AlertResolved report) {
        return "Server " + report.serverId() + " is seen again since " + report.resolvedAt() + ": " + report.because()
                + ".";
    }

    static String replaced(FailureReport.Replaced report, Optional<Duration> sinceFailure) {
        return "Server " + report.serverId() + " was replaced by " + report.replacementId() + ", which answers at "
                + report.replacementAddress() + " since " + report.answeringAt()
                + sinceFailure
                        .map(took -> " (" + took.toMillis() + " ms after the failure)")
                        .orElse("")
                + ".";
    }
}
