package io.hostmesh.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What monitoring judged. One alert is one episode: fired, still firing any number of times, resolved once. */
public sealed interface AlertEvent {

    String alertId();

    Kind kind();

    Scope scope();

    Instant occurredAt();

    /** The alert began. {@code evidence} holds the recent samples that made it so. */
    record Fired(
            String alertId,
            Kind kind,
            Scope scope,
            String summary,
            @Nullable Measurement measurement,
            List<Series> evidence,
            Instant occurredAt)
            implements AlertEvent {}

    /** The alert goes on; {@code measurement} is the newest. */
    record StillFiring(
            String alertId,
            Kind kind,
            Scope scope,
            @Nullable Measurement measurement,
            Instant occurredAt) implements AlertEvent {}

    /** The condition was seen to be false. Missing data never resolves an alert. */
    record Resolved(
            String alertId,
            Kind kind,
            Scope scope,
            String because,
            @Nullable Measurement measurement,
            Instant occurredAt)
            implements AlertEvent {}

    /** What is wrong. */
    enum Kind {
        OVERLOAD,
        UNDERLOAD,
        FAILURE,
        ANOMALY
    }

    /** What it is wrong with: a server, alone or in its group, or (with {@code serverId} null) a whole group. */
    record Scope(@Nullable String groupId, @Nullable String serverId) {}

    /**
     * The figures behind an alert.
     *
     * @param value the mean over the measured members, in the metric's unit
     * @param target what it is compared with
     * @param measured members with a fresh sample, and {@code missing} running members without
     * @param newestSampleAt when the newest sample in it was taken
     * @param acceptedAt when that sample was accepted (durable in Kafka)
     */
    record Measurement(
            String metric,
            double value,
            double target,
            int measured,
            int missing,
            Instant newestSampleAt,
            Instant acceptedAt) {}

    /** Samples of one metric of one server, oldest first. */
    record Series(String serverId, String metric, List<Point> points) {}

    record Point(Instant at, double value) {}
}
