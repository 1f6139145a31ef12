package io.hostmesh.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring judged. One alert is one episode: fired, still firing any number of times, resolved once.
 *
 * <p>Every step is an event, whoever is to hear of it: groups grow and servers are replaced by them. Who tells people goes by
 * the {@link Notice}.
 */
public sealed interface AlertEvent {

    String alertId();

    Kind kind();

    Scope scope();

    Instant occurredAt();

    /**
     * The alert began.
     *
     * @param evidence the recent samples that made it so
     * @param results of a check: its last results, oldest first; null for other alerts
     * @param rule the rule that fired; null for other alerts
     * @param reported what another monitoring system says of it; null for alerts of our own
     * @param occurredAt by our clock, as all steps of an alert are ordered; of one that was reported, when it was heard of
     */
    record Fired(
            String alertId,
            Kind kind,
            Scope scope,
            String summary,
            @Nullable Measurement measurement,
            List<Series> evidence,
            @Nullable List<CheckResult> results,
            @Nullable Rule rule,
            @Nullable Notice notice,
            @Nullable Reported reported,
            Instant occurredAt)
            implements AlertEvent {

        public Fired(
                String alertId,
                Kind kind,
                Scope scope,
                String summary,
                @Nullable Measurement measurement,
                List<Series> evidence,
                @Nullable List<CheckResult> results,
                @Nullable Notice notice,
                Instant occurredAt) {
            this(alertId, kind, scope, summary, measurement, evidence, results, null, notice, null, occurredAt);
        }

        public Fired(
                String alertId,
                Kind kind,
                Scope scope,
                String summary,
                @Nullable Measurement measurement,
                List<Series> evidence,
                Instant occurredAt) {
            this(alertId, kind, scope, summary, measurement, evidence, null, null, null, null, occurredAt);
        }

        public Fired(
                String alertId,
                Kind kind,
                Scope scope,
                String summary,
                @Nullable Measurement measurement,
                List<Series> evidence,
                @Nullable Notice notice,
                Instant occurredAt) {
            this(alertId, kind, scope, summary, measurement, evidence, null, null, notice, null, occurredAt);
        }
    }

    /** The alert goes on; {@code measurement} is the newest. */
    record StillFiring(
            String alertId,
            Kind kind,
            Scope scope,
            @Nullable Measurement measurement,
            @Nullable Notice notice,
            Instant occurredAt)
            implements AlertEvent {

        public StillFiring(
                String alertId, Kind kind, Scope scope, @Nullable Measurement measurement, Instant occurredAt) {
            this(alertId, kind, scope, measurement, null, occurredAt);
        }
    }

    /**
     * The condition was seen to be false. Missing data never resolves an alert.
     *
     * @param rule the rule that fired; null for other alerts
     * @param endedAt when it ended by the system that reported it, never later than {@code occurredAt}; null where none says
     */
    record Resolved(
            String alertId,
            Kind kind,
            Scope scope,
            String because,
            @Nullable Measurement measurement,
            @Nullable Rule rule,
            @Nullable Notice notice,
            @Nullable Instant endedAt,
            Instant occurredAt)
            implements AlertEvent {

        public Resolved(
                String alertId,
                Kind kind,
                Scope scope,
                String because,
                @Nullable Measurement measurement,
                @Nullable Notice notice,
                Instant occurredAt) {
            this(alertId, kind, scope, because, measurement, null, notice, null, occurredAt);
        }

        public Resolved(
                String alertId,
                Kind kind,
                Scope scope,
                String because,
                @Nullable Measurement measurement,
                Instant occurredAt) {
            this(alertId, kind, scope, because, measurement, null, null, null, occurredAt);
        }
    }

    /**
     * An alert that was muted when it fired is muted no longer and still fires: to be told now, once, as if it fired now.
     *
     * @param because what held it back and is over
     * @param measurement the newest figures
     * @param evidence what made it fire at {@code firedAt}
     */
    record Unmuted(
            String alertId,
            Kind kind,
            Scope scope,
            String summary,
            String because,
            @Nullable Measurement measurement,
            List<Series> evidence,
            Notice notice,
            Instant firedAt,
            Instant occurredAt)
            implements AlertEvent {}

    /**
     * The condition comes and goes: to be told once. Until it is calm, each further firing is muted.
     *
     * @param alertId the newest episode
     * @param changePercent how much of the recent observations were changes, the newer ones weighing more
     */
    record FlappingStarted(
            String alertId,
            Kind kind,
            Scope scope,
            String summary,
            double changePercent,
            Notice notice,
            Instant occurredAt)
            implements AlertEvent {}

    /** The condition has kept still for long enough, firing or not as {@code firing} says. */
    record FlappingStopped(
            String alertId,
            Kind kind,
            Scope scope,
            boolean firing,
            double changePercent,
            Notice notice,
            Instant occurredAt)
            implements AlertEvent {}

    /**
     * Who is to hear of a step, and as part of which outage. It is for those who tell people; whoever acts by itself acts either
     * way. Null in events of before there were notices, which are all to be told.
     *
     * @param groupKey the same for everything of one outage, such as {@code server/srv_...} or {@code location/paris}
     * @param muted nobody is to be told. Of a firing: for one of the reasons below. Of a resolution: its firing was never told; a
     *     recovery from what was told is always told
     * @param silencedBy ids of silences
     * @param inhibitedBy the group keys of firing alerts that explain this one
     * @param maintenances ids of maintenances under way
     * @param flapping it comes and goes, as was told once
     */
    record Notice(
            String groupKey,
            boolean muted,
            List<String> silencedBy,
            List<String> inhibitedBy,
            List<String> maintenances,
            boolean flapping) {

        /** To be told, as part of that outage. */
        public static Notice tell(String groupKey) {
            return new Notice(groupKey, false, List.of(), List.of(), List.of(), false);
        }
    }

    /** What is wrong. */
    enum Kind {
        OVERLOAD,
        UNDERLOAD,
        FAILURE,
        ANOMALY,
        /** A check that its owner set up does not find what it expects. */
        CHECK,
        /** What a rule over series looks for: {@code rule} says which. */
        RULE
    }

    /** How bad it is. */
    enum Severity {
        INFO,
        WARNING,
        CRITICAL
    }

    /**
     * The rule that an alert is of.
     *
     * @param labels of the series that it is about, with those that the rule adds, by name
     */
    record Rule(String id, String name, Severity severity, List<Label> labels) {}

    record Label(String name, String value) {}

    /**
     * What another monitoring system says of an alert that it judged.
     *
     * @param startedAt when it began, by its clock, but never later than it was heard of; it can be long before
     * @param generatorUrl where it was judged: {@code http} or {@code https}; null where none is given
     */
    record Reported(
            Instant startedAt,
            List<Label> annotations,
            @Nullable String generatorUrl) {}

    /**
     * What it is wrong with: a server, alone or in its group, or (with {@code serverId} null) a whole group.
     *
     * @param locationId of a failure without a server: a whole location has gone silent
     * @param checkId of a {@link Kind#CHECK}, beside the server or group that the check is of, where it is of one
     */
    record Scope(
            @Nullable String groupId,
            @Nullable String serverId,
            @Nullable String locationId,
            @Nullable String checkId) {

        public Scope(@Nullable String groupId, @Nullable String serverId) {
            this(groupId, serverId, null, null);
        }
    }

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

    /**
     * Samples of one metric, oldest first.
     *
     * @param serverId empty where they are of no one server, but of a group or of series of an account
     */
    record Series(String serverId, String metric, List<Point> points) {}

    record Point(Instant at, double value) {}

    /**
     * What a check found once.
     *
     * @param place where it was run
     * @param because what was expected and what came instead, or null where it passed
     */
    record CheckResult(
            String place,
            Instant at,
            boolean passed,
            double latencyMillis,
            @Nullable String because) {}
}
