package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.local.Progress;
import io.hostmesh.local.client.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two instances under load, of which the one that judges is killed: how long until the other judges, and whether each crossing
 * that was acknowledged, before or after, led to one alert and no more.
 */
final class OwnerKilled {

    private static final int SAMPLES_PER_SECOND = 50_000;
    private static final int SERIES = 10_000;
    private static final int SAMPLES_PER_BODY = 500;
    private static final int CONNECTIONS = 5;
    private static final int FIRST_INSTANCE = 20_000;
    private static final long BETWEEN_MILLIS = 50;
    private static final Duration BEFORE = Duration.ofSeconds(4);
    private static final Duration AFTER = Duration.ofSeconds(3);
    private static final Duration JUDGED_AGAIN_WITHIN = Duration.ofSeconds(90);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

    private final MonitoringAlone alone;
    private final String headers;
    private final ScrapeTimes times;
    private final FiredAlerts alerts;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Long> acknowledgedAt = new LinkedHashMap<>();

    OwnerKilled(MonitoringAlone alone, String headers, ScrapeTimes times, FiredAlerts alerts) {
        this.alone = alone;
        this.headers = headers;
        this.times = times;
        this.alerts = alerts;
    }

    void measure(MonitoringInstance first, ObjectNode result, Progress out) {
        int doubledBefore = alerts.doubled();
        try (MonitoringInstance second = alone.startInstance(1)) {
            MonitoringInstance owner = owner(first, second);
            MonitoringInstance survivor = owner == first ? second : first;
            try (WriteSender load = sender(survivor, CONNECTIONS);
                    WriteSender crossing = sender(survivor, 1);
                    SteadyLoad steady = SteadyLoad.begin(
                            load, new WriteBodies(SERIES, SAMPLES_PER_BODY), times, SAMPLES_PER_SECOND)) {
                cross(crossing, System.nanoTime() + BEFORE.toNanos());
                owner.kill();
                long killedAt = System.nanoTime();
                double judgedAgain = (awaitAfter(crossing, killedAt) - killedAt) / 1e9;
                cross(crossing, System.nanoTime() + AFTER.toNanos());
                boolean all = awaitAll();
                LockSupport.parkNanos(AFTER.toNanos()); // A second alert for the same crossing would come now.
                long lost = acknowledgedAt.keySet().stream()
                        .filter(instance -> alerts.firedAt(instance) == null)
                        .count();
                result.put("owner_killed_judged_again_s", Math.round(judgedAgain * 10) / 10.0);
                result.put("owner_killed_crossings", acknowledgedAt.size());
                result.put("owner_killed_lost", lost);
                result.put("owner_killed_doubled", alerts.doubled() - doubledBefore);
                result.put("owner_killed_load_samples_per_s", Math.round(steady.samplesPerSecond()));
                out.say(String.format(
                        Locale.ROOT,
                        "owner killed: judged again after %.1f s, %d crossings, %d lost, %d doubled%s",
                        judgedAgain,
                        acknowledgedAt.size(),
                        lost,
                        alerts.doubled() - doubledBefore,
                        all ? "" : " (given up waiting)"));
            }
        }
    }

    private WriteSender sender(MonitoringInstance instance, int connections) {
        return new WriteSender(instance.port(), "/v1/metrics/write", headers, connections);
    }

    /** The one that judges the account's partition: what it has judged grows. */
    private MonitoringInstance owner(MonitoringInstance first, MonitoringInstance second) {
        LockSupport.parkNanos(AFTER.toNanos()); // The partitions are shared anew after the second one started.
        double one = first.judged();
        double other = second.judged();
        try (WriteSender sender = sender(first, CONNECTIONS)) {
            sender.send(new WriteBodies(SERIES, SAMPLES_PER_BODY).round(times.next(), times.round()));
        }
        Waiting.until(
                "an instance that judges",
                SETTLED_WITHIN,
                () -> first.judged() - one >= SERIES || second.judged() - other >= SERIES);
        return second.judged() - other >= SERIES ? second : first;
    }

    private void cross(WriteSender crossing, long until) {
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN_MILLIS));
            int instance = FIRST_INSTANCE + acknowledgedAt.size();
            crossing.send(List.of(WriteBodies.watched(instance, clock.millis(), IngestRules.BOUND + 1)));
            acknowledgedAt.put(WriteBodies.instance(instance), System.nanoTime());
        }
    }

    /** Goes on crossing until one that was acknowledged after the owner's death has its alert; when that came. */
    private long awaitAfter(WriteSender crossing, long killedAt) {
        while (System.nanoTime() < killedAt + JUDGED_AGAIN_WITHIN.toNanos()) {
            cross(crossing, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BETWEEN_MILLIS));
            for (Map.Entry<String, Long> acknowledged : acknowledgedAt.entrySet()) {
                if (acknowledged.getValue() > killedAt && alerts.firedAt(acknowledged.getKey()) != null) {
                    return Objects.requireNonNull(alerts.firedAt(acknowledged.getKey()));
                }
            }
        }
        throw new IllegalStateException("expected the other instance to judge within " + JUDGED_AGAIN_WITHIN);
    }

    private boolean awaitAll() {
        try {
            Waiting.until("all alerts", SETTLED_WITHIN, () -> alerts.haveFired(acknowledgedAt.keySet()));
            return true;
        } catch (IllegalStateException lost) {
            return false;
        }
    }
}
