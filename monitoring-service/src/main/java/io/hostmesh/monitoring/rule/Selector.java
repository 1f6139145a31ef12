package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses series.
 *
 * @param metric the name of the metric, or null for any
 */
public record Selector(@Nullable String metric, List<LabelMatcher> matchers) {

    public Selector {
        matchers = List.copyOf(matchers);
    }

    public static Selector of(String metric) {
        return new Selector(metric, List.of());
    }

    boolean matches(Labels labels) {
        return (metric == null || metric.equals(labels.get(Labels.NAME))) && LabelMatcher.all(matchers, labels);
    }
}
