package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.Figures;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Target tracking: as many members as bring the mean of the metric to its target.
 *
 * <p>The load is what the measured members carry together, {@code measured x value}; the wish is {@code ceil(load /
 * target)}, an absolute number, so that a repeated measurement repeats the wish and does not add to it. Members without
 * figures count as idle when growing and as full when shrinking, as in the Horizontal Pod Autoscaler of Kubernetes, so
 * that missing data never reverses a direction. Warming members are capacity, but growth waits while they are part of the
 * mean, because starting up is not load.
 */
final class TargetTrackingRule {

    /** How old a measurement may be, and how long a series of recommendations may pause. */
    static final Duration VALIDITY = Duration.ofSeconds(30);

    static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private static final double ROUNDING = 1e-9;
    private static final GroupDecision UNCHANGED = new Unchanged();

    private TargetTrackingRule() {}

    static GroupDecision decide(Situation situation, GroupCommand.Load load) {
        TargetTracking tracking = situation.description().targetTracking();
        Measurement measurement = load.measurement();
        if (tracking == null || measurement == null || !usable(situation, tracking, measurement)) {
            return UNCHANGED;
        }
        return load.over()
                ? grow(situation, load, tracking, measurement)
                : shrink(situation, load, tracking, measurement);
    }

    private static boolean usable(Situation situation, TargetTracking tracking, Measurement measurement) {
        boolean sound = measurement.metric().equals(tracking.metric())
                && measurement.measured() > 0
                && Double.isFinite(measurement.value())
                && measurement.value() >= 0;
        boolean fresh = !measurement.acceptedAt().isBefore(situation.now().minus(VALIDITY));
        Instant until = situation.memory().measuredUntil();
        boolean newer = until == null
                || measurement.acceptedAt().isAfter(until)
                || until.isAfter(situation.now()); // The clock went back.
        return sound && fresh && newer;
    }

    private static GroupDecision grow(
            Situation situation, GroupCommand.Load load, TargetTracking tracking, Measurement measurement) {
        Group.Active group = situation.group().remembering(situation.memory().withWindow(null));
        Figures figures = figures(situation, tracking, measurement);
        double carried = measurement.measured() * measurement.value();
        int wish = ceiling(carried / tracking.target());
        boolean within = carried <= group.desired() * tracking.target() * (1 + tracking.tolerance());
        if (wish <= group.desired() || within) {
            return remember(situation, group);
        }
        if (measurement.measured() > figures.ready() + situation.leaving()) {
            return notYet(
                    situation,
                    group,
                    load,
                    "warming-up",
                    "members that are still warming up are part of the figure",
                    wish,
                    figures);
        }
        if (group.suspended()) {
            return declined(situation, group, load, "scaling-suspended", "scaling is suspended", wish, figures);
        }
        if (situation.spendLimit() != null) {
            return declined(situation, group, load, "spend-limit-reached", situation.spendLimit(), wish, figures);
        }
        if (group.memory().creations().stopped()) {
            return declined(situation, group, load, "creation-failures", GroupDecider.CREATION_STOPPED, wish, figures);
        }
        if (group.desired() >= situation.description().max()) {
            return declined(
                    situation,
                    group,
                    load,
                    "maximum-reached",
                    "the maximum is " + situation.description().max(),
                    wish,
                    figures);
        }
        if (group.memory().creations().delayed(situation.now())) {
            return notYet(situation, group, load, "creation-delayed", "the last new member failed", wish, figures);
        }
        int goal = Math.min(situation.description().clamp(wish), situation.alive() + situation.room());
        if (goal <= group.desired()) {
            return notYet(
                    situation,
                    group,
                    load,
                    "no-room-yet",
                    "members that are being deleted still have their place",
                    wish,
                    figures);
        }
        String because = explained(figures) + " asks for " + wish
                + (wish > goal
                        ? ", limited to " + goal + " by the maximum of "
                                + situation.description().max()
                        : "");
        Group.Active next = group.desiring(goal).remembering(group.memory().measured(measurement.acceptedAt()));
        return Filling.fill(situation.with(next), List.of(), Kind.GROW, because, figures, wish);
    }

    private static GroupDecision shrink(
            Situation situation, GroupCommand.Load load, TargetTracking tracking, Measurement measurement) {
        Group.Active group = situation.group();
        Figures figures = figures(situation, tracking, measurement);
        int alive = situation.alive();
        int unmeasured = Math.max(0, alive - measurement.measured());
        double carried = measurement.measured() * measurement.value() + unmeasured * tracking.target();
        boolean within = carried >= alive * tracking.target() * (1 - tracking.tolerance());
        int wish = situation.description().clamp(ceiling(carried / tracking.target()));
        boolean warming = figures.ready() < alive || alive < group.desired();
        if (within || wish >= alive || warming) {
            return remember(situation, group.remembering(group.memory().withWindow(null)));
        }
        if (group.suspended()) {
            return declined(situation, group, load, "scaling-suspended", "scaling is suspended", wish, figures);
        }
        Duration stabilization = situation.description().stabilization();
        ShrinkWindow before = group.memory().window();
        ShrinkWindow window = before == null
                ? ShrinkWindow.begin(situation.now(), wish)
                : before.add(situation.now(), wish, stabilization, LONGEST_GAP);
        group = group.remembering(group.memory().withWindow(window));
        if (!window.covers(stabilization)) {
            return notYet(
                    situation,
                    group,
                    load,
                    "stabilizing",
                    "a smaller size must be enough for " + stabilization.toSeconds() + " s",
                    wish,
                    figures);
        }
        int goal = Math.max(window.highest(), wish);
        return goal >= alive
                ? remember(situation, group)
                : shrinkTo(goal, situation.with(group), measurement, figures, wish);
    }

    private static Accepted shrinkTo(
            int goal, Situation situation, Measurement measurement, Figures figures, int wish) {
        Group.Active group = situation.group();
        int surplus = situation.alive() - goal;
        String because = explained(figures) + " asks for " + wish + ", and " + goal + " was the most in the last "
                + situation.description().stabilization().toSeconds() + " s";
        List<Step> steps = situation.dispensable().stream()
                .limit(surplus)
                .<Step>map(member -> new DeleteMember(member.id(), "the group shrinks: " + because))
                .toList();
        Group.Active next = group.desiring(goal).remembering(group.memory().measured(measurement.acceptedAt()));
        Activity activity = new Activity(
                Kind.SHRINK, null, because, situation.size(), situation.size() - surplus, wish, figures, steps, null);
        return new Accepted(next, List.of(activity), null);
    }

    private static GroupDecision declined(
            Situation situation,
            Group.Active group,
            GroupCommand.Load load,
            String reason,
            String because,
            int wish,
            Figures figures) {
        return once(situation, group, load, Kind.DECLINE, reason, because, wish, figures);
    }

    private static GroupDecision notYet(
            Situation situation,
            Group.Active group,
            GroupCommand.Load load,
            String reason,
            String because,
            int wish,
            Figures figures) {
        return once(situation, group, load, Kind.HOLD, reason, because, wish, figures);
    }

    /** Explains a reason once per alert, and remembers what else changed. */
    private static GroupDecision once(
            Situation situation,
            Group.Active group,
            GroupCommand.Load load,
            Kind kind,
            String reason,
            String because,
            int wish,
            Figures figures) {
        if (group.memory().hasTold(load.alertId(), reason)) {
            return GroupDecider.accept(situation, group);
        }
        Activity activity = Activity.not(
                kind,
                reason,
                explained(figures) + " asks for " + wish + ", but " + because,
                situation.size(),
                wish,
                figures);
        return GroupDecider.accept(
                situation, group.remembering(group.memory().telling(load.alertId(), reason)), activity);
    }

    private static GroupDecision remember(Situation before, Group.Active group) {
        return GroupDecider.accept(before, group);
    }

    private static Figures figures(Situation situation, TargetTracking tracking, Measurement measurement) {
        return new Figures(
                measurement.metric(),
                measurement.value(),
                tracking.target(),
                measurement.measured(),
                measurement.missing(),
                situation.readyAt(measurement.acceptedAt()),
                situation.alive(),
                situation.size(),
                measurement.acceptedAt());
    }

    private static String explained(Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s is %.1f on %d member%s (%d missing, %d on their way), target %.1f:",
                figures.metric(),
                figures.value(),
                figures.measured(),
                figures.measured() == 1 ? "" : "s",
                figures.missing(),
                figures.alive() - figures.ready(),
                figures.target());
    }

    private static int ceiling(double members) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(members - ROUNDING));
    }
}
