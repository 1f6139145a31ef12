package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.monitoring.history.SampleSummaries.Comparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a metric of a server is now, beside what it was.
 *
 * @param before the mean of the time before, and {@code usual} its standard deviation
 * @param now the mean of the newest time
 * @param score how many deviations it has changed by; a deviation counts as at least 2 % of the mean, so that what never moved
 *     does not outrank everything else
 */
public record Change(String metric, double before, double usual, double now, double score) {

    private static final double LEAST_DEVIATION = 0.02;
    private static final int FEW_SAMPLES = 3;

    /** The metrics that changed most, the most first; those with too few samples now or before are left out. */
    static List<Change> rank(List<Comparison> comparisons, int limit) {
        List<Change> changes = new ArrayList<>();
        for (Comparison metric : comparisons) {
            if (metric.count() < FEW_SAMPLES || metric.countBefore() < FEW_SAMPLES) {
                continue;
            }
            double difference = Math.abs(metric.mean() - metric.meanBefore());
            double least = LEAST_DEVIATION * Math.max(Math.abs(metric.meanBefore()), Math.abs(metric.mean()));
            double deviation = Math.max(metric.deviationBefore(), least);
            double score = difference == 0 ? 0 : difference / deviation;
            changes.add(
                    new Change(metric.metric(), metric.meanBefore(), metric.deviationBefore(), metric.mean(), score));
        }
        changes.sort(Comparator.comparingDouble(Change::score).reversed().thenComparing(Change::metric));
        return List.copyOf(changes.subList(0, Math.min(limit, changes.size())));
    }
}
