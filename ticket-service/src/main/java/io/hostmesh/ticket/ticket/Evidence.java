package io.hostmesh.ticket.ticket;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.DiagnosisEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact that is kept with a ticket as it was at the time.
 *
 * @param key unique within a ticket: the second evidence of a key is not kept
 * @param source who says so, for example {@code driver:process} or {@code monitoring}
 */
public record Evidence(String key, String source, Instant recordedAt, Content content) {

    public sealed interface Content {
        /** A stable word for the shape of the content. */
        String kind();
    }

    /** How a process ended; {@code exitStatus} is null where nobody saw it. */
    public record ExitStatus(@Nullable Integer exitStatus, String meaning) implements Content {
        @Override
        public String kind() {
            return "exit-status";
        }
    }

    /** The newest lines of a log, oldest first. */
    public record LogLines(List<String> lines) implements Content {
        @Override
        public String kind() {
            return "log-lines";
        }
    }

    /** An alert that reported the same fault. */
    public record Alert(String alertId, String summary, String correlationId, Instant firedAt) implements Content {
        @Override
        public String kind() {
            return "alert";
        }
    }

    /** Samples of one metric of one server, oldest first, and what they come to. */
    public record MetricSeries(String serverId, String metric, SeriesSummary summary, List<MetricPoint> points)
            implements Content {
        @Override
        public String kind() {
            return "metric-series";
        }
    }

    /** What monitoring found when it looked at the server, or at the way to it. */
    public record Diagnosis(
            String diagnosisId,
            DiagnosisEvent.Reason reason,
            @Nullable String checkId,
            @Nullable String host,
            String place,
            List<DiagnosisEvent.Change> changes,
            List<AlertEvent.Series> series,
            DiagnosisEvent.@Nullable Echoes echoes,
            DiagnosisEvent.@Nullable TracedPath path,
            List<String> notes)
            implements Content {

        public static Diagnosis of(DiagnosisEvent.Finished found) {
            return new Diagnosis(
                    found.diagnosisId(),
                    found.reason(),
                    found.checkId(),
                    found.host(),
                    found.place(),
                    found.changes(),
                    found.series(),
                    found.echoes(),
                    found.path(),
                    found.notes());
        }

        @Override
        public String kind() {
            return "diagnosis";
        }
    }

    /** {@code samples} is the number of points; the rest is null-free because a series without points is no evidence. */
    public record SeriesSummary(
            int samples, Instant from, Instant to, double minimum, double maximum, double mean, double last) {}

    public record MetricPoint(Instant at, double value) {}
}
