package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.Condition.Threshold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule book that is fed by hand, in whole seconds. */
final class Watching {

    static final long SECOND = 1_000_000;
    static final double STALE = Double.longBitsToDouble(Numbers.STALE);

    final RuleBook book = new RuleBook();
    final List<Transition> transitions = new ArrayList<>();

    Watching(Rule... rules) {
        book.learn(List.of(rules), 0, transitions);
    }

    /** A sample that is accepted as it is taken. */
    Watching at(long second, Subject series, double value) {
        return at(second, second, series, value);
    }

    Watching at(long taken, long accepted, Subject series, double value) {
        book.tick(accepted * SECOND, transitions);
        for (Watcher watcher : book.watchersFor(series)) {
            watcher.observe(taken * SECOND, value, accepted * SECOND, transitions);
        }
        book.settle(accepted * SECOND, transitions);
        return this;
    }

    Watching until(long second) {
        book.tick(second * SECOND, transitions);
        return this;
    }

    /** What happened, each as the step and the second, for example {@code FIRED@60}. */
    String story() {
        List<String> steps = new ArrayList<>();
        for (Transition transition : transitions) {
            steps.add(transition.step() + "@" + transition.at() / SECOND);
        }
        return String.join(" ", steps);
    }

    static Rule threshold(double fire, double clear, long pendingFor, long keepFiringFor, long missingAfter) {
        return rule(
                new Threshold(Selector.of("cpu"), new Level(Comparison.ABOVE, fire, clear)),
                pendingFor,
                keepFiringFor,
                missingAfter);
    }

    static Rule rule(Condition condition, long pendingFor, long keepFiringFor, long missingAfter) {
        return new Rule(
                "rul_1",
                "acc_1",
                "busy",
                Severity.WARNING,
                condition,
                pendingFor * SECOND,
                keepFiringFor * SECOND,
                missingAfter * SECOND,
                Map.of(),
                1);
    }

    static Rule named(String id, Rule rule) {
        return new Rule(
                id,
                rule.accountId(),
                rule.name(),
                rule.severity(),
                rule.condition(),
                rule.pendingFor(),
                rule.keepFiringFor(),
                rule.missingAfter(),
                rule.labels(),
                rule.version());
    }

    /** A series of that metric of a server in a group. */
    static Subject series(String metric, String server) {
        return series(metric, server, Map.of());
    }

    static Subject series(String metric, String server, Map<String, String> more) {
        Map<String, String> labels = new LinkedHashMap<>(more);
        labels.put(Labels.NAME, metric);
        labels.put(Subject.SERVER, server);
        labels.put(Subject.GROUP, "grp_1");
        return new Subject("acc_1", Labels.of(labels), server, "grp_1", "grp_1");
    }
}
