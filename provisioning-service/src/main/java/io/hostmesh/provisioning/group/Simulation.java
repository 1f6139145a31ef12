package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.kit.json.Json;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.policy.Bounds;
import io.hostmesh.provisioning.policy.Evaluation.Limit;
import io.hostmesh.provisioning.policy.Forecast.Hour;
import io.hostmesh.provisioning.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group would do under a load, decided by the very rules that decide in earnest, with a clock of its own. Nothing of
 * it is random, so it can be repeated.
 */
final class Simulation {

    static final int MOST_EVENTS = 500;
    static final int MOST_SIZES = 2000;

    private static final int MOST_STEPS = 20_000;

    /**
     * What is simulated.
     *
     * @param size members at the beginning, all of them warm
     * @param start how long a member takes until it answers, and {@code stop} until it is gone
     * @param history what the group carried in each hour before, by metric
     */
    record Scenario(
            GroupDescription group,
            int size,
            Instant from,
            Instant to,
            Duration start,
            Duration stop,
            List<LoadCurve> curves,
            Map<String, List<Hour>> history) {}

    /** Something that would have been done, or not; the same again is counted. */
    record Event(
            Instant at,
            Instant lastAt,
            int count,
            String kind,
            @Nullable String reason,
            String because,
            int from,
            int to,
            int wished,
            List<Limit> limits) {}

    record Size(Instant at, int size, int running, int desired) {}

    /**
     * What came of it.
     *
     * @param memberSeconds that members were running
     * @param omitted events that were too many to be told
     */
    record Result(
            Instant from,
            Instant to,
            int stepSeconds,
            long memberSeconds,
            int smallest,
            int largest,
            int growths,
            int shrinks,
            List<Event> events,
            int omitted,
            List<Size> sizes) {}

    private final Scenario scenario;
    private final SimulatedGroup group;
    private final List<Policy> policies;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Integer> placeOf = new HashMap<>();
    private final List<Size> sizes = new ArrayList<>();
    private final Set<String> open = new HashSet<>();
    private int omitted;
    private int growths;
    private int shrinks;

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
        this.policies = ScalingRule.policies(scenario.group());
        this.group = new SimulatedGroup(
                scenario.group(), scenario.size(), scenario.start(), scenario.stop(), scenario.from(), this::tell);
    }

    static Result run(Scenario scenario) {
        return new Simulation(scenario).run();
    }

    /** Short enough for the rules to see a series without gaps, long enough to come to an end. */
    private int stepSeconds() {
        long seconds = Duration.between(scenario.from(), scenario.to()).toSeconds();
        return (int) Math.max(1, (seconds + MOST_STEPS - 1) / MOST_STEPS);
    }

    private Result run() {
        int step = stepSeconds();
        long memberSeconds = 0;
        int smallest = Integer.MAX_VALUE;
        int largest = 0;
        for (Instant now = scenario.from(); now.isBefore(scenario.to()); now = now.plusSeconds(step)) {
            group.pass(now);
            check(now);
            for (LoadCurve curve : scenario.curves()) {
                measure(curve, now);
            }
            note(now);
            long seconds = Math.min(step, Duration.between(now, scenario.to()).toSeconds());
            memberSeconds += group.running() * seconds;
            smallest = Math.min(smallest, group.size());
            largest = Math.max(largest, group.size());
        }
        return new Result(
                scenario.from(),
                scenario.to(),
                step,
                memberSeconds,
                smallest,
                largest,
                growths,
                shrinks,
                List.copyOf(events),
                omitted,
                List.copyOf(sizes));
    }

    private void check(Instant now) {
        if (group.isCheckDue(now)) {
            boolean forecast = TickRule.isForecastDue(group.group(), now);
            group.decide(forecast ? new GroupCommand.Forecasted(historyUntil(now)) : new GroupCommand.Check(), now);
        }
    }

    private Map<String, List<Hour>> historyUntil(Instant now) {
        Map<String, List<Hour>> known = new LinkedHashMap<>();
        scenario.history()
                .forEach((metric, hours) -> known.put(
                        metric,
                        hours.stream()
                                .filter(hour -> hour.start().isBefore(now))
                                .toList()));
        return known;
    }

    /** As monitoring does: a word while the mean is too high or too low, and one when that is over. */
    private void measure(LoadCurve curve, Instant now) {
        int measured = group.ready(now);
        double mean = curve.mean(now, measured);
        if (Double.isNaN(mean)) {
            return;
        }
        Bounds bounds = Bounds.of(policies, curve.metric());
        boolean over = mean > bounds.above();
        boolean under = !over
                && mean < bounds.below()
                && group.size() > Math.max(1, group.group().description().min());
        report(curve.metric() + " over", over, mean, measured, curve, now);
        report(curve.metric() + " under", under, mean, measured, curve, now);
    }

    private void report(String alert, boolean is, double mean, int measured, LoadCurve curve, Instant now) {
        if (is) {
            open.add(alert);
            boolean over = alert.endsWith(" over");
            Measurement figures = new Measurement(curve.metric(), mean, 0, measured, 0, now, now);
            group.decide(new GroupCommand.Load(alert, over, figures), now);
        } else if (open.remove(alert)) {
            group.decide(new GroupCommand.LoadBackToNormal(alert), now);
        }
    }

    private void tell(Instant now, Activity activity) {
        growths += activity.kind() == Kind.GROW ? 1 : 0;
        shrinks += activity.kind() == Kind.SHRINK ? 1 : 0;
        String key = activity.kind() + " " + activity.reason();
        Integer place = placeOf.get(key);
        if (activity.again() && place != null) {
            Event before = events.get(place);
            events.set(place, event(before.at(), now, before.count() + 1, activity));
        } else if (events.size() >= MOST_EVENTS) {
            omitted++;
        } else {
            placeOf.put(key, events.size());
            events.add(event(now, now, 1, activity));
        }
    }

    private static Event event(Instant at, Instant lastAt, int count, Activity activity) {
        return new Event(
                at,
                lastAt,
                count,
                Json.written(activity.kind().name()),
                activity.reason(),
                activity.because(),
                activity.from(),
                activity.to(),
                activity.wished(),
                activity.evaluation() == null
                        ? List.of()
                        : activity.evaluation().limits());
    }

    private void note(Instant now) {
        Size size = new Size(now, group.size(), group.running(), group.group().desired());
        Size last = sizes.isEmpty() ? null : sizes.get(sizes.size() - 1);
        boolean same = last != null
                && last.size() == size.size()
                && last.running() == size.running()
                && last.desired() == size.desired();
        if (!same && sizes.size() < MOST_SIZES) {
            sizes.add(size);
        }
    }
}
