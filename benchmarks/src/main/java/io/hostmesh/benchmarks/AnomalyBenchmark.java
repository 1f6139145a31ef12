package io.hostmesh.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.AnomalySettings;
import io.hostmesh.monitoring.rule.AnomalySettings.Direction;
import io.hostmesh.monitoring.rule.Comparison;
import io.hostmesh.monitoring.rule.Condition;
import io.hostmesh.monitoring.rule.Level;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.rule.RuleBook;
import io.hostmesh.monitoring.rule.Selector;
import io.hostmesh.monitoring.rule.Severity;
import io.hostmesh.monitoring.rule.Subject;
import io.hostmesh.monitoring.rule.Transition;
import io.hostmesh.monitoring.rule.Transition.Step;
import io.hostmesh.monitoring.rule.Watcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Which of the labelled anomalies of the Numenta Anomaly Benchmark's cloud series the anomaly rule finds, beside three sigma. */
final class AnomalyBenchmark {

    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final double FIRE = 1.3;
    private static final double CLEAR = 0.78;
    private static final int TRAINING = 288;

    private AnomalyBenchmark() {}

    /** What a way of judging found in all series. */
    private static final class Score {
        int caught;
        int windows;
        int falseAlarms;
        double weeks;
        final List<Double> delayHours = new ArrayList<>();

        double falseAlarmsPerWeek() {
            return falseAlarms / weeks;
        }

        double medianDelay() {
            List<Double> sorted = delayHours.stream().sorted().toList();
            return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
        }
    }

    static void run(Path root, Consumer<String> terminal) {
        List<NabSeries> all = NabSeries.read(root);
        Score ours = new Score();
        Score sigma = new Score();
        Score fiveSigma = new Score();
        for (NabSeries series : all) {
            List<Long> fired = fired(series, rule());
            count(series, fired, ours);
            count(series, fired(series, sigmas(series), 3), sigma);
            count(series, fired(series, sigmas(series), 5), fiveSigma);
            terminal.accept("%-36s caught %d of %d, false alarms %d"
                    .formatted(
                            series.name(),
                            caught(series, fired),
                            series.windows().size(),
                            falseAlarms(series, fired)));
        }
        print("anomaly rule", ours, terminal);
        print("3 sigma", sigma, terminal);
        print("5 sigma", fiveSigma, terminal);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("windows", ours.windows);
        add(result, "", ours);
        add(result, "three_sigma_", sigma);
        add(result, "five_sigma_", fiveSigma);
        try {
            terminal.accept("RESULT " + new ObjectMapper().writeValueAsString(result));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected figures that can be written as JSON", e);
        }
    }

    private static void add(Map<String, Object> result, String prefix, Score score) {
        result.put(prefix + "windows_caught", score.caught);
        result.put(prefix + "false_alarms_per_week", rounded(score.falseAlarmsPerWeek()));
        result.put(prefix + "delay_p50_h", rounded(score.medianDelay()));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static void print(String name, Score score, Consumer<String> terminal) {
        terminal.accept(
                "%-13s caught %2d of %d windows, %.2f false alarms a week and series, %.1f h after a window began (median)"
                        .formatted(name, score.caught, score.windows, score.falseAlarmsPerWeek(), score.medianDelay()));
    }

    /** The same parameters for every series. */
    private static Rule rule() {
        AnomalySettings settings = new AnomalySettings(0, TRAINING, 0.995, 0.1, 24, Direction.ANY);
        return new Rule(
                "rul_nab",
                "acc_nab",
                "unusual",
                Severity.WARNING,
                new Condition.Anomaly(Selector.of("value"), settings, new Level(Comparison.ABOVE, FIRE, CLEAR)),
                0,
                HOUR,
                HOUR,
                Map.of(),
                1);
    }

    /** When the rule fired, in microseconds. */
    private static List<Long> fired(NabSeries series, Rule rule) {
        RuleBook book = new RuleBook();
        List<Transition> steps = new ArrayList<>();
        book.learn(List.of(rule), 0, steps);
        Subject subject = new Subject("acc_nab", Labels.of(Map.of(Labels.NAME, "value")), null, null, "acc_nab");
        Watcher[] watchers = book.watchersFor(subject);
        for (int index = 0; index < series.values().length; index++) {
            for (Watcher watcher : watchers) {
                watcher.observe(series.times()[index], series.values()[index], series.times()[index], steps);
            }
        }
        return steps.stream()
                .filter(step -> step.step() == Step.FIRED)
                .map(Transition::at)
                .toList();
    }

    /** How many standard deviations each value is from the mean of all before it. */
    private static double[] sigmas(NabSeries series) {
        double[] sigmas = new double[series.values().length];
        double mean = 0;
        double squares = 0;
        for (int count = 0; count < sigmas.length; count++) {
            double value = series.values()[count];
            boolean judged = count >= TRAINING && squares > 0;
            sigmas[count] = judged ? Math.abs(value - mean) / Math.sqrt(squares / (count - 1)) : Double.NaN;
            double difference = value - mean;
            mean += difference / (count + 1);
            squares += difference * (value - mean);
        }
        return sigmas;
    }

    /** With the same hour of keeping an alarm as the rule has. */
    private static List<Long> fired(NabSeries series, double[] sigmas, double bound) {
        List<Long> fired = new ArrayList<>();
        long quietSince = Long.MIN_VALUE;
        boolean firing = false;
        for (int index = 0; index < sigmas.length; index++) {
            long at = series.times()[index];
            if (sigmas[index] > bound) {
                if (!firing) {
                    fired.add(at);
                }
                firing = true;
                quietSince = Long.MIN_VALUE;
            } else if (firing) {
                quietSince = quietSince == Long.MIN_VALUE ? at : quietSince;
                firing = at - quietSince < HOUR;
            }
        }
        return fired;
    }

    private static void count(NabSeries series, List<Long> fired, Score score) {
        score.caught += caught(series, fired);
        score.windows += series.windows().size();
        score.falseAlarms += falseAlarms(series, fired);
        score.weeks += series.weeks();
        for (NabSeries.Window window : series.windows()) {
            fired.stream()
                    .filter(window::holds)
                    .findFirst()
                    .ifPresent(first -> score.delayHours.add((first - window.from()) / (double) HOUR));
        }
    }

    private static int caught(NabSeries series, List<Long> fired) {
        return (int) series.windows().stream()
                .filter(window -> fired.stream().anyMatch(window::holds))
                .count();
    }

    private static int falseAlarms(NabSeries series, List<Long> fired) {
        return (int) fired.stream()
                .filter(at -> series.windows().stream().noneMatch(window -> window.holds(at)))
                .count();
    }
}
