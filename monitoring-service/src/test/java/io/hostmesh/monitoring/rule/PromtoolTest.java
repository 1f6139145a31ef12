package io.hostmesh.monitoring.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.Condition.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules with {@code for} and {@code keep_firing_for} stand, after every sample of the Numenta Anomaly Benchmark's cloud series,
 * where Prometheus' own {@code promtool test rules} has them. Skipped where promtool or the series are not there: they are looked
 * for in the folder that HOSTMESH_NAB names, and in {@code shared/data/nab} beside the project.
 *
 * <p>Where the two mean different things, on purpose:
 *
 * <ul>
 *   <li>Data that is missing resolves Prometheus' alerts after its lookback of five minutes, and at once after a stale marker. Ours
 *       go on firing and say that data is missing: see the second test.
 *   <li>A NaN is no match to Prometheus and resolves; to us it says nothing.
 *   <li>Prometheus looks at evaluations, we at samples: between two evaluations its rules see nothing, ours fire at the sample, and
 *       {@code for} can end between two samples. At samples on the grid of evaluations, as here, both are the same.
 *   <li>Prometheus has one bound; with a clear value of its own ours go on until that is left. Here both are the same.
 *   <li>Its {@code rate} extrapolates to the ends of the window, ours does not; its {@code absent} can miss what never came.
 * </ul>
 */
class PromtoolTest {

    private static final long STEP = 300;

    private record Kind(double quantile, long pendingMinutes, long keepMinutes) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(0.99, 0, 0),
            new Kind(0.97, 0, 30),
            new Kind(0.95, 10, 0),
            new Kind(0.90, 15, 20),
            new Kind(0.75, 60, 60),
            new Kind(0.50, 5, 5));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void shouldStandWherePrometheusDoesAfterEverySample() throws Exception {
        Path series = nab();
        assumeTrue(hasPromtool(), "promtool is not installed");
        assumeTrue(series != null, "the series of the Numenta Anomaly Benchmark are not there");
        int fired = 0;
        try (Stream<Path> files = Files.list(series)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                List<String> values = values(file);
                Watching watching = new Watching(rules(values));
                agree(file.getFileName().toString(), values, watching);
                fired += (int) watching.transitions.stream()
                        .filter(step -> step.step() == Transition.Step.FIRED)
                        .count();
            }
        }
        assertTrue(fired > 500, "enough happened: " + fired);
    }

    @Test
    void shouldGoOnFiringWherePrometheusResolvesBecauseDataIsMissing() throws Exception {
        assumeTrue(hasPromtool(), "promtool is not installed");
        Files.writeString(folder.resolve("rules.yml"), """
            groups:
            - name: missing
              rules:
              - alert: rul_0
                expr: cpu > 80
            """);
        assertPromtool("""
            rule_files: [rules.yml]
            evaluation_interval: 1m
            tests:
            - interval: 1m
              input_series:
              - series: cpu
                values: '90 90 _ _ _ _ _ _ _ _'
              promql_expr_test:
              - expr: count(ALERTS)
                eval_time: 2m
                exp_samples: [{labels: '{}', value: 1}]
              - expr: count(ALERTS)
                eval_time: 8m
            """);
        Subject cpu = new Subject("acc_1", Labels.of(Map.of(Labels.NAME, "cpu")), null, null, "acc_1");
        Watching watching = new Watching(Watching.threshold(80, 80, 0, 0, STEP))
                .at(0, cpu, 90)
                .at(60, cpu, 90);
        assertEquals("FIRED@0 DATA_MISSED@360", watching.until(480).story());
    }

    /** Writes down where our rules stand after each sample, and has promtool look whether its rules stand there. */
    private void agree(String name, List<String> values, Watching watching) throws Exception {
        Subject cpu = new Subject("acc_1", Labels.of(Map.of(Labels.NAME, "cpu")), null, null, "acc_1");
        StringBuilder tests = new StringBuilder(
                        "rule_files: [rules.yml]\nevaluation_interval: 5m\ntests:\n- interval: 5m\n")
                .append("  input_series:\n  - series: cpu\n    values: '")
                .append(String.join(" ", values))
                .append("'\n  promql_expr_test:\n");
        List<Map<String, String>> standings = new ArrayList<>();
        Map<String, String> standing = new TreeMap<>();
        int told = 0;
        for (int index = 0; index < values.size(); index++) {
            watching.at(index * STEP, cpu, Double.parseDouble(values.get(index)));
            for (; told < watching.transitions.size(); told++) {
                Transition step = watching.transitions.get(told);
                switch (step.standing().phase()) {
                    case INACTIVE -> standing.remove(step.rule().id());
                    case PENDING -> standing.put(step.rule().id(), "pending");
                    case FIRING, CLEARING -> standing.put(step.rule().id(), "firing");
                }
            }
            standings.add(Map.copyOf(standing));
        }
        expect(standings, tests);
        Files.writeString(folder.resolve("rules.yml"), prometheusRules(values));
        assertPromtool(tests.toString());
        assertTrue(told > 0, name);
    }

    /** Before and after each step where each rule stands, and how often each was pending and firing in all. */
    private static void expect(List<Map<String, String>> standings, StringBuilder tests) {
        Map<String, Long> totals = new TreeMap<>();
        for (int index = 0; index < standings.size(); index++) {
            Map<String, String> standing = standings.get(index);
            standing.forEach((rule, state) -> totals.merge(labels(rule, state), 1L, Long::sum));
            boolean last = index + 1 == standings.size();
            if (index == 0
                    || last
                    || !standing.equals(standings.get(index - 1))
                    || !standing.equals(standings.get(index + 1))) {
                tests.append("  - expr: ALERTS\n    eval_time: %dm\n    exp_samples:\n".formatted(index * 5));
                standing.forEach((rule, state) ->
                        tests.append("    - {labels: 'ALERTS%s', value: 1}\n".formatted(labels(rule, state))));
            }
        }
        tests.append("  - expr: count_over_time(ALERTS[30d])\n    eval_time: %dm\n    exp_samples:\n"
                .formatted((standings.size() - 1) * 5));
        totals.forEach((labels, count) -> tests.append("    - {labels: '%s', value: %d}\n".formatted(labels, count)));
    }

    private static String labels(String rule, String state) {
        return "{alertname=\"%s\",alertstate=\"%s\"}".formatted(rule, state);
    }

    private void assertPromtool(String tests) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("tests.yml"), tests);
        Path output = folder.resolve("output");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "tests.yml")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(promtool.waitFor(60, TimeUnit.SECONDS), "promtool takes too long");
        String said = Files.readString(output);
        assertEquals(0, promtool.exitValue(), () -> said.substring(0, Math.min(said.length(), 3_000)));
    }

    private static Rule[] rules(List<String> values) {
        Rule[] rules = new Rule[KINDS.size()];
        for (int index = 0; index < rules.length; index++) {
            Kind kind = KINDS.get(index);
            double bound = bound(values, kind.quantile());
            rules[index] = Watching.named(
                    "rul_" + index,
                    Watching.rule(
                            new Threshold(Selector.of("cpu"), new Level(Comparison.ABOVE, bound, bound)),
                            kind.pendingMinutes() * 60,
                            kind.keepMinutes() * 60,
                            STEP));
        }
        return rules;
    }

    private static String prometheusRules(List<String> values) {
        StringBuilder text = new StringBuilder("groups:\n- name: differential\n  rules:\n");
        for (int index = 0; index < KINDS.size(); index++) {
            Kind kind = KINDS.get(index);
            text.append("  - alert: rul_%d\n    expr: cpu > %s\n    for: %dm\n    keep_firing_for: %dm\n"
                    .formatted(index, bound(values, kind.quantile()), kind.pendingMinutes(), kind.keepMinutes()));
        }
        return text.toString();
    }

    private static double bound(List<String> values, double quantile) {
        double[] sorted =
                values.stream().mapToDouble(Double::parseDouble).sorted().toArray();
        return sorted[(int) (quantile * (sorted.length - 1))];
    }

    private static List<String> values(Path file) throws IOException {
        List<String> values = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (Character.isDigit(line.charAt(0))) {
                values.add(line.substring(line.indexOf(',') + 1));
            }
        }
        return values;
    }

    private static @Nullable Path nab() {
        String named = System.getenv("HOSTMESH_NAB");
        if (named != null) {
            return Path.of(named);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path beside = folder.resolve("shared/data/nab");
            if (Files.isDirectory(beside)) {
                return beside;
            }
        }
        return null;
    }

    private static boolean hasPromtool() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }
}
