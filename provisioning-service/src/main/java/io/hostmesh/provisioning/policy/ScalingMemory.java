package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.Evaluation.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policies must remember between two evaluations. Every list in it is bounded.
 *
 * @param readings the newest figures of each metric
 * @param growing the recommendations to grow so far, or null while nothing recommends it
 * @param changes of the size by policies, oldest first
 * @param steps activities of step policies that may still be running
 * @param floors what predictive policies forecast
 * @param scheduledUntil up to when scheduled policies had their effect, or null at the beginning
 * @param loads what was measured since the last time that it was kept
 */
public record ScalingMemory(
        List<Reading> readings,
        @Nullable Window growing,
        List<Change> changes,
        List<StepActivity> steps,
        List<Floor> floors,
        @Nullable Instant scheduledUntil,
        List<LoadBucket> loads) {

    public static final ScalingMemory EMPTY =
            new ScalingMemory(List.of(), null, List.of(), List.of(), List.of(), null, List.of());

    private static final int CHANGES_BOUND = 64;

    /** How long the period of a surge may be. */
    private static final Duration LONGEST_PERIOD = Duration.ofHours(1);

    private static final int READINGS_BOUND = 16;

    /** The size was changed by that many members. */
    public record Change(Instant at, int by) {}

    /**
     * Something that a step policy began.
     *
     * @param policy its place among the policies
     * @param base the size at the beginning, from which every further step is counted
     */
    public record StepActivity(int policy, boolean grows, int base, Instant lastAt) {}

    /** What a predictive policy holds to be needed from that time on. */
    public record Floor(int policy, int members, Instant at, Instant validUntil, String because) {}

    /**
     * The load that a group carried of one metric, that of all members together, in a span of time.
     *
     * @param from where the span begins
     */
    public record LoadBucket(String metric, Instant from, double sum, double peak, int figures, Instant lastAt) {}

    public ScalingMemory reading(Reading reading) {
        List<Reading> next = new ArrayList<>();
        for (Reading other : readings) {
            if (!other.metric().equals(reading.metric())) {
                next.add(other);
            }
        }
        next.add(reading);
        int from = Math.max(0, next.size() - READINGS_BOUND);
        return with(List.copyOf(next.subList(from, next.size())));
    }

    /** Without what that alert said: it is over. */
    public ScalingMemory withoutAlert(String alertId) {
        List<Reading> next = readings.stream()
                .filter(reading -> !reading.alertId().equals(alertId))
                .toList();
        return next.size() == readings.size() ? this : with(next);
    }

    private ScalingMemory with(List<Reading> next) {
        return new ScalingMemory(next, growing, changes, steps, floors, scheduledUntil, loads);
    }

    public ScalingMemory withGrowing(@Nullable Window next) {
        return new ScalingMemory(readings, next, changes, steps, floors, scheduledUntil, loads);
    }

    ScalingMemory changed(Instant now, int by) {
        List<Change> next = new ArrayList<>(changes);
        next.removeIf(change -> change.at().isBefore(now.minus(LONGEST_PERIOD)));
        next.add(new Change(now, by));
        if (next.size() > CHANGES_BOUND) {
            join(next);
        }
        return new ScalingMemory(readings, null, List.copyOf(next), steps, floors, scheduledUntil, loads);
    }

    /** Makes one of two neighbours of one direction that are close to each other, so that no change is forgotten before its time. */
    private static void join(List<Change> changes) {
        int closest = 0;
        Duration gap = null;
        for (int index = 1; index < changes.size(); index++) {
            Change one = changes.get(index - 1);
            Change other = changes.get(index);
            Duration between = Duration.between(one.at(), other.at()).abs();
            if ((one.by() > 0) == (other.by() > 0) && (gap == null || between.compareTo(gap) < 0)) {
                gap = between;
                closest = index;
            }
        }
        Change first = changes.remove(Math.max(0, closest - 1));
        if (gap != null) {
            Change second = changes.get(closest - 1);
            changes.set(closest - 1, new Change(second.at(), first.by() + second.by()));
        }
    }

    ScalingMemory withSteps(List<StepActivity> next) {
        return new ScalingMemory(readings, growing, changes, List.copyOf(next), floors, scheduledUntil, loads);
    }

    public ScalingMemory withFloors(List<Floor> next) {
        return new ScalingMemory(readings, growing, changes, steps, List.copyOf(next), scheduledUntil, loads);
    }

    public ScalingMemory scheduledUntil(Instant until) {
        return new ScalingMemory(readings, growing, changes, steps, floors, until, loads);
    }

    public ScalingMemory withLoads(List<LoadBucket> next) {
        return new ScalingMemory(readings, growing, changes, steps, floors, scheduledUntil, List.copyOf(next));
    }

    /** For new policies: what the old ones began is over, what was measured and changed stays. */
    public ScalingMemory forNewPolicies(Instant now) {
        return new ScalingMemory(List.of(), null, changes, List.of(), List.of(), now, loads);
    }

    /** When a policy last changed the size, or null; times that are still to come are none. */
    @Nullable
    Instant lastChange(Instant now) {
        for (int index = changes.size() - 1; index >= 0; index--) {
            if (!changes.get(index).at().isAfter(now)) {
                return changes.get(index).at();
            }
        }
        return null;
    }

    /** The sum of changes in one direction in the last period: positive for growth, and for shrinking too. */
    int changedWithin(Duration period, Instant now, boolean growth) {
        return changes.stream()
                .filter(change -> (change.by() > 0) == growth)
                .filter(change ->
                        change.at().isAfter(now.minus(period)) && !change.at().isAfter(now))
                .mapToInt(change -> Math.abs(change.by()))
                .sum();
    }
}
