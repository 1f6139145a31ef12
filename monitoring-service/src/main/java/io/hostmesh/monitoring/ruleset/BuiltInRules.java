package io.hostmesh.monitoring.ruleset;

import io.hostmesh.monitoring.rule.Comparison;
import io.hostmesh.monitoring.rule.Condition;
import io.hostmesh.monitoring.rule.Level;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.rule.Selector;
import io.hostmesh.monitoring.rule.Severity;
import io.hostmesh.monitoring.rule.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules that hold for every server unless its account switches them off. The bounds are Netdata's. */
final class BuiltInRules {

    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long MISSING_AFTER = MINUTE;

    private BuiltInRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        level(rules, "cpu", "Processor", "cpu_utilization_percent", 85, 75, 95, 85);
        level(rules, "memory", "Memory", "memory_utilization_percent", 90, 80, 98, 90);
        level(rules, "disk", "Disk", "disk_utilization_percent", 90, 80, 98, 90);
        level(rules, "steal", "Stolen processor time", "cpu_steal_percent", 10, 5, 20, 10);
        rules.add(silence(Severity.WARNING, 3 * MINUTE));
        rules.add(silence(Severity.CRITICAL, 15 * MINUTE));
        return rules;
    }

    /** The one with that id, or null. */
    static @Nullable Rule named(String id) {
        return all().stream().filter(rule -> rule.id().equals(id)).findFirst().orElse(null);
    }

    private static void level(
            List<Rule> rules,
            String id,
            String name,
            String metric,
            double warn,
            double warnClear,
            double critical,
            double criticalClear) {
        rules.add(rule(
                id + "-warning",
                name + " high",
                Severity.WARNING,
                new Condition.Threshold(Selector.of(metric), new Level(Comparison.ABOVE, warn, warnClear)),
                10 * MINUTE));
        rules.add(rule(
                id + "-critical",
                name + " nearly exhausted",
                Severity.CRITICAL,
                new Condition.Threshold(Selector.of(metric), new Level(Comparison.ABOVE, critical, criticalClear)),
                5 * MINUTE));
    }

    private static Rule silence(Severity severity, long after) {
        return rule(
                "no-samples-" + (severity == Severity.WARNING ? "warning" : "critical"),
                "No samples",
                severity,
                new Condition.Absence(new Selector(null, List.of()), after, List.of(Subject.SERVER)),
                0);
    }

    private static Rule rule(String id, String name, Severity severity, Condition condition, long pendingFor) {
        return new Rule("rul_" + id, null, name, severity, condition, pendingFor, MINUTE, MISSING_AFTER, Map.of(), 1);
    }
}
