package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.benchmarks.FiredAlerts.Passage;
import io.hostmesh.local.Progress;
import io.hostmesh.local.client.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The time from a sample that crosses a rule's bound, as it is sent, to the alert's event at a consumer of the topic, while
 * other samples of the same account come at a steady rate.
 */
final class AlertLatency {

    static final int SAMPLES_PER_SECOND = 100_000;
    private static final int SERIES = 10_000;
    private static final int SAMPLES_PER_BODY = 500;
    private static final int WARM_UP = 150;
    private static final int ALERTS = 500;
    private static final long BETWEEN_MILLIS = 37;
    private static final int FIRST_INSTANCE = 10_000;
    private static final Duration FIRED_WITHIN = Duration.ofSeconds(10);

    private AlertLatency() {}

    private record Crossing(long sentNanos, Instant sent, Instant acknowledged) {}

    /** Sends crossings one by one over one sender, and the load over another. */
    static void measure(
            WriteSender load,
            WriteSender crossing,
            ScrapeTimes times,
            FiredAlerts alerts,
            ObjectNode result,
            Progress out) {
        Clock clock = Clock.systemUTC();
        Map<String, Crossing> crossings = new LinkedHashMap<>();
        try (SteadyLoad steady =
                SteadyLoad.begin(load, new WriteBodies(SERIES, SAMPLES_PER_BODY), times, SAMPLES_PER_SECOND)) {
            for (int number = 0; number < WARM_UP + ALERTS; number++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN_MILLIS + number % 7));
                int instance = FIRST_INSTANCE + number;
                List<byte[]> body = List.of(WriteBodies.watched(instance, clock.millis(), IngestRules.BOUND + 1));
                Instant sent = clock.instant();
                long sentNanos = System.nanoTime();
                crossing.send(body);
                crossings.put(WriteBodies.instance(instance), new Crossing(sentNanos, sent, clock.instant()));
            }
            Waiting.until("an alert for each crossing", FIRED_WITHIN, () -> alerts.haveFired(crossings.keySet()));
            result.put("alert_load_samples_per_s", Math.round(steady.samplesPerSecond()));
        }
        AlertHops hops = new AlertHops();
        double[] millis = crossings.entrySet().stream()
                .skip(WARM_UP)
                .mapToDouble(sent -> {
                    Passage passage = Objects.requireNonNull(alerts.passage(sent.getKey()));
                    Crossing its = sent.getValue();
                    hops.add(its.sent(), its.acknowledged(), passage);
                    return (passage.receivedNanos() - its.sentNanos()) / 1e6;
                })
                .toArray();
        hops.addTo(result.putObject("alert_hops"));
        Percentiles percentiles = new Percentiles(millis);
        result.put("alert_p50_ms", percentiles.at(50));
        result.put("alert_p99_ms", percentiles.at(99));
        result.put("alert_max_ms", percentiles.maximum());
        result.put("alerts", ALERTS);
        out.say(String.format(
                Locale.ROOT,
                "%d alerts at %d samples a second: p50 %.1f ms, p99 %.1f ms, at most %.1f ms",
                ALERTS,
                SAMPLES_PER_SECOND,
                percentiles.at(50),
                percentiles.at(99),
                percentiles.maximum()));
    }
}
