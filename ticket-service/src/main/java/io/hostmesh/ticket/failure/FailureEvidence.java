package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.ticket.ticket.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** Takes the evidence out of reports, within bounds. */
final class FailureEvidence {

    static final String MONITORING = "monitoring";

    private static final int MOST_LOG_LINES = 100;
    private static final int MOST_LINE_CHARACTERS = 2_000;
    private static final int MOST_POINTS = 600;
    private static final int MOST_SERIES = 20;

    private FailureEvidence() {}

    static List<Evidence> of(FailureReport.ServerFailed report, Instant now) {
        String observer = report.evidence().observedBy();
        Integer status = report.evidence().exitStatus();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "exit-status", observer, now, new Evidence.ExitStatus(status, ExitStatuses.meaning(status))));
        List<String> lines = newest(report.evidence().lastLogLines(), MOST_LOG_LINES).stream()
                .map(FailureEvidence::shortened)
                .toList();
        if (!lines.isEmpty()) {
            evidence.add(new Evidence("log-lines", observer, now, new Evidence.LogLines(lines)));
        }
        return evidence;
    }

    static List<Evidence> of(FailureReport.Alerted report, Instant now) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "alert",
                MONITORING,
                now,
                new Evidence.Alert(
                        report.alertId(), report.summary(), report.origin().correlationId(), report.firedAt())));
        report.evidence().stream()
                .filter(series -> !series.points().isEmpty())
                .limit(MOST_SERIES)
                .map(series -> new Evidence(
                        "metric-series/" + series.serverId() + "/" + series.metric(), MONITORING, now, summed(series)))
                .forEach(evidence::add);
        return evidence;
    }

    private static Evidence.MetricSeries summed(AlertEvent.Series series) {
        List<Evidence.MetricPoint> points = newest(series.points(), MOST_POINTS).stream()
                .map(point -> new Evidence.MetricPoint(point.at(), point.value()))
                .toList();
        DoubleSummaryStatistics statistics =
                points.stream().mapToDouble(Evidence.MetricPoint::value).summaryStatistics();
        Evidence.MetricPoint last = points.get(points.size() - 1);
        return new Evidence.MetricSeries(
                series.serverId(),
                series.metric(),
                new Evidence.SeriesSummary(
                        points.size(),
                        points.get(0).at(),
                        last.at(),
                        statistics.getMin(),
                        statistics.getMax(),
                        statistics.getAverage(),
                        last.value()),
                points);
    }

    private static <T> List<T> newest(List<T> oldestFirst, int most) {
        return oldestFirst.subList(Math.max(0, oldestFirst.size() - most), oldestFirst.size());
    }

    private static String shortened(String line) {
        return line.length() <= MOST_LINE_CHARACTERS ? line : line.substring(0, MOST_LINE_CHARACTERS) + " ...";
    }
}
