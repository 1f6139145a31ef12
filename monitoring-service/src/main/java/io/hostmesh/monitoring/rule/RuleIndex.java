package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the rules that a series may concern by its account and the name of its metric. */
final class RuleIndex {

    private record Place(
            @Nullable String accountId, @Nullable String metric) {}

    private final Map<Place, List<Rule>> places = new HashMap<>();

    RuleIndex(Collection<Rule> rules) {
        for (Rule rule : rules) {
            place(rule, rule.condition().selector().metric());
            if (rule.condition() instanceof Condition.Ratio ratio) {
                place(rule, ratio.divisor().metric());
            }
        }
    }

    private void place(Rule rule, @Nullable String metric) {
        List<Rule> there = places.computeIfAbsent(new Place(rule.accountId(), metric), place -> new ArrayList<>());
        if (!there.contains(rule)) {
            there.add(rule);
        }
    }

    /** Those whose metric is that of the series first, then those of any metric; a rule without an account only for servers. */
    void candidates(Subject series, Consumer<Rule> found) {
        String metric = series.labels().get(Labels.NAME);
        List<Rule> seen = new ArrayList<>();
        if (series.accountId() != null) {
            visit(series.accountId(), metric, seen);
        }
        if (series.serverId() != null) {
            visit(null, metric, seen);
        }
        seen.forEach(found);
    }

    private void visit(@Nullable String accountId, String metric, List<Rule> seen) {
        addAll(places.get(new Place(accountId, metric)), seen);
        addAll(places.get(new Place(accountId, null)), seen);
    }

    private static void addAll(@Nullable List<Rule> rules, List<Rule> seen) {
        if (rules != null) {
            for (Rule rule : rules) {
                if (!seen.contains(rule)) {
                    seen.add(rule);
                }
            }
        }
    }
}
