package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.contracts.DiagnosisEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a diagnosis is told to others. */
final class DiagnosisFacts {

    private DiagnosisFacts() {}

    static DiagnosisEvent.Finished finished(Diagnosis row, Findings findings, Instant at) {
        return new DiagnosisEvent.Finished(
                row.id,
                reason(row.reason),
                row.serverId,
                row.checkId,
                row.alertId,
                row.host,
                row.place,
                findings.changes().stream().map(DiagnosisFacts::change).toList(),
                findings.series(),
                echoes(findings.echoes()),
                path(findings.path()),
                findings.notes(),
                at);
    }

    private static DiagnosisEvent.Reason reason(Diagnosis.Reason reason) {
        return switch (reason) {
            case ASKED_FOR -> DiagnosisEvent.Reason.ASKED_FOR;
            case CHECK_FAILS -> DiagnosisEvent.Reason.CHECK_FAILS;
            case SERVER_FAILED -> DiagnosisEvent.Reason.SERVER_FAILED;
        };
    }

    private static DiagnosisEvent.Change change(Change change) {
        return new DiagnosisEvent.Change(
                change.metric(), change.before(), change.usual(), change.now(), change.score());
    }

    private static DiagnosisEvent.@Nullable Echoes echoes(@Nullable PingReading echoes) {
        return echoes == null
                ? null
                : new DiagnosisEvent.Echoes(
                        echoes.sent(),
                        echoes.received(),
                        echoes.best(),
                        echoes.median(),
                        echoes.percentile95(),
                        echoes.worst());
    }

    private static DiagnosisEvent.@Nullable TracedPath path(@Nullable PathReading path) {
        return path == null
                ? null
                : new DiagnosisEvent.TracedPath(
                        path.reached(),
                        path.hops().stream().map(DiagnosisFacts::hop).toList(),
                        path.words());
    }

    private static DiagnosisEvent.Hop hop(Hop hop) {
        return new DiagnosisEvent.Hop(
                hop.number(), hop.addresses(), hop.sent(), hop.received(), hop.best(), hop.typical());
    }
}
