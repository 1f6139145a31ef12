package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.group.Activity.Figures;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.policy.Autoscaler;
import io.hostmesh.provisioning.policy.Autoscaler.Answer;
import io.hostmesh.provisioning.policy.Autoscaler.Outcome;
import io.hostmesh.provisioning.policy.Autoscaler.Question;
import io.hostmesh.provisioning.policy.Evaluation;
import io.hostmesh.provisioning.policy.Evaluation.Limit;
import io.hostmesh.provisioning.policy.Evaluation.Reading;
import io.hostmesh.provisioning.policy.Evaluation.Sight;
import io.hostmesh.provisioning.policy.Loads;
import io.hostmesh.provisioning.policy.Policy;
import io.hostmesh.provisioning.policy.Policy.Predictive;
import io.hostmesh.provisioning.policy.Policy.Stepped;
import io.hostmesh.provisioning.policy.Policy.Tracking;
import io.hostmesh.provisioning.policy.ScalingMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the policies how many members a group should have, and brings that about. */
final class ScalingRule {

    /** How old a measurement may be. */
    static final Duration VALIDITY = Duration.ofSeconds(30);

    private static final String TOO_OLD = "figures-too-old";
    private static final GroupDecision UNCHANGED = new Unchanged();

    private ScalingRule() {}

    /** The policies of a group, its older target tracking first. */
    static List<Policy> policies(GroupDescription of) {
        List<Policy> policies = new ArrayList<>();
        TargetTracking tracking = of.targetTracking();
        if (tracking != null) {
            policies.add(new Tracking(tracking.metric(), tracking.target(), tracking.tolerance(), false));
        }
        policies.addAll(of.scaling().rules());
        return policies;
    }

    /** The members have too much or too little to do. */
    static GroupDecision load(Situation situation, GroupCommand.Load load) {
        Measurement measurement = load.measurement();
        List<Policy> policies = policies(situation.description());
        if (measurement == null || !isSound(measurement) || !isFollowed(policies, measurement.metric())) {
            return UNCHANGED;
        }
        if (!isYoung(situation, measurement.acceptedAt(), VALIDITY)) {
            return tooOld(situation, load.alertId(), measurement);
        }
        if (!isNewer(situation, measurement.acceptedAt())) {
            return UNCHANGED;
        }
        Reading reading = new Reading(
                load.alertId(),
                load.over(),
                measurement.metric(),
                measurement.value(),
                measurement.measured(),
                measurement.missing(),
                situation.readyAt(measurement.acceptedAt()),
                measurement.acceptedAt());
        Memory memory = situation.memory();
        ScalingMemory scaling = memory.scaling();
        ScalingMemory with = scaling.reading(reading);
        double all = reading.value() * (reading.measured() + reading.missing());
        // With only one metric, no other evaluation needs this one's figures.
        memory = memory.withScaling((metrics(policies) > 1 ? with : scaling)
                .withLoads(Loads.measured(scaling.loads(), reading.metric(), all, situation.now())));
        Situation now = situation.with(situation.group().remembering(memory));
        return evaluate(situation, now, policies, with.readings(), load.alertId(), true);
    }

    /** Time passed, or a forecast was made: what policies wish without new figures. */
    static GroupDecision again(Situation before, Situation now, String occasion) {
        List<Policy> policies = policies(now.description());
        return evaluate(before, now, policies, now.memory().scaling().readings(), occasion, false);
    }

    private static boolean isSound(Measurement measurement) {
        return measurement.measured() > 0 && Double.isFinite(measurement.value()) && measurement.value() >= 0;
    }

    private static boolean isYoung(Situation situation, Instant measuredAt, Duration validity) {
        return !measuredAt.isBefore(situation.now().minus(validity));
    }

    /** True unless a change of size followed from it, or from a newer one. */
    private static boolean isNewer(Situation situation, Instant measuredAt) {
        Instant until = situation.memory().measuredUntil();
        return until == null || measuredAt.isAfter(until) || until.isAfter(situation.now()); // The clock went back.
    }

    /** Nothing is made of it, which is told once for each alert: of what is late there can be much. */
    private static GroupDecision tooOld(Situation situation, String alertId, Measurement measurement) {
        Memory memory = situation.memory();
        if (memory.hasTold(alertId, TOO_OLD)) {
            return UNCHANGED;
        }
        String because = String.format(
                Locale.ROOT,
                "%s was %.1f on %d members at %s, which is more than %d s ago",
                measurement.metric(),
                measurement.value(),
                measurement.measured(),
                measurement.acceptedAt(),
                VALIDITY.toSeconds());
        int desired = situation.group().desired();
        return GroupDecider.accept(
                situation,
                situation.group().remembering(memory.telling(alertId, TOO_OLD)),
                Activity.not(Kind.HOLD, TOO_OLD, because, situation.size(), desired, null));
    }

    private static boolean isFollowed(List<Policy> policies, String metric) {
        return policies.stream().anyMatch(policy -> metric.equals(metric(policy)));
    }

    private static long metrics(List<Policy> policies) {
        return policies.stream()
                .map(ScalingRule::metric)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    /** The metric whose figures a policy goes by, or null. */
    static @Nullable String metric(Policy policy) {
        if (policy instanceof Tracking tracking) {
            return tracking.metric();
        } else if (policy instanceof Stepped stepped) {
            return stepped.metric();
        }
        return policy instanceof Predictive predictive ? predictive.metric() : null;
    }

    /** @param measured whether there are new figures: without, no series of recommendations goes on or ends */
    private static GroupDecision evaluate(
            Situation before,
            Situation situation,
            List<Policy> policies,
            List<Reading> readings,
            String occasion,
            boolean measured) {
        Sight saw = sight(situation, readings, occasion);
        Question question = new Question(
                saw,
                policies,
                situation.description().scaling(),
                situation.description().stabilization(),
                situation.memory().scaling(),
                situation.memory().window(),
                stopped(situation),
                delayed(situation),
                situation.room(),
                scarce(situation),
                situation.pace().arrivesWithin().plus(situation.description().warmUp()),
                situation.members().stream()
                        .filter(member -> member.phase() == Member.Phase.BUILDING)
                        .map(Member::createdAt)
                        .min(Instant::compareTo)
                        .orElse(null));
        Answer answer = Autoscaler.evaluate(question);
        boolean changes = answer.outcome() == Outcome.GROW || answer.outcome() == Outcome.SHRINK;
        Memory memory = measured || changes
                ? situation.memory().withScaling(answer.memory()).withWindow(answer.shrinking())
                : situation.memory();
        Group.Active next = situation.group().remembering(memory);
        return switch (answer.outcome()) {
            case GROW -> grow(situation.with(next), answer);
            case SHRINK -> shrink(before, situation.with(next), answer, occasion);
            case KEEP -> nothing(before, situation.with(next), answer, Kind.KEEP, occasion);
            case HOLD -> nothing(before, situation.with(next), answer, Kind.HOLD, occasion);
            case DECLINE -> nothing(before, situation.with(next), answer, Kind.DECLINE, occasion);
        };
    }

    /**
     * What was said of another metric must be younger: if it still holds, it was said again. What is still to come was said before
     * the clock went back.
     */
    private static Sight sight(Situation situation, List<Reading> readings, String occasion) {
        Group.Active group = situation.group();
        List<Reading> fresh = new ArrayList<>();
        for (Reading reading : readings) {
            boolean holds = reading.alertId().equals(occasion)
                    || (isYoung(situation, reading.measuredAt(), Autoscaler.LONGEST_GAP)
                            && !reading.measuredAt().isAfter(situation.now().plus(Autoscaler.LONGEST_GAP)));
            if (holds && isNewer(situation, reading.measuredAt())) {
                fresh.add(new Reading(
                        reading.alertId(),
                        reading.over(),
                        reading.metric(),
                        reading.value(),
                        reading.measured(),
                        reading.missing(),
                        situation.readyAt(reading.measuredAt()),
                        reading.measuredAt()));
            }
        }
        return new Sight(
                situation.now(),
                situation.size(),
                situation.alive(),
                situation.readyAt(situation.now()),
                group.desired(),
                situation.description().min(),
                situation.description().max(),
                group.suspended(),
                situation.spendLimit(),
                List.copyOf(fresh));
    }

    private static @Nullable Limit stopped(Situation situation) {
        Shortage shortage = situation.shortage();
        if (shortage != null && (shortage.ofGrowth() || shortage.room() == 0)) {
            return scarce(situation);
        }
        return situation.creationsStopped()
                ? new Limit("creation-failures", GroupDecider.creationsStopped(situation))
                : null;
    }

    private static @Nullable Limit scarce(Situation situation) {
        Shortage shortage = situation.shortage();
        return shortage == null ? null : new Limit(shortage.reason().id(), shortage.because());
    }

    private static @Nullable Limit delayed(Situation situation) {
        return situation.memory().creations().delayed(situation.pace(), situation.now())
                ? new Limit("creation-delayed", "the last new member failed")
                : null;
    }

    private static GroupDecision grow(Situation situation, Answer answer) {
        Evaluation evaluation = answer.evaluation();
        Group.Active next = situation.group().desiring(evaluation.goal()).remembering(acted(situation, answer));
        Accepted filled =
                Filling.grow(situation.with(next), answer.because(), figures(situation, answer), evaluation.wished());
        List<Activity> activities = filled.activities().stream()
                .map(activity -> activity.kind() == Kind.GROW ? activity.explainedBy(evaluation) : activity)
                .toList();
        return new Accepted(filled.next(), activities, filled.nextCheckAt());
    }

    private static GroupDecision shrink(Situation before, Situation situation, Answer answer, String occasion) {
        int goal = answer.evaluation().goal();
        Victims.Chosen victims =
                Victims.choose(situation, situation.alive() - goal, "the group shrinks: " + answer.because());
        if (victims.steps().isEmpty()) {
            String because = answer.because() + ", but all " + situation.alive() + " members are protected";
            Memory unchanged = situation.memory().withScaling(before.memory().scaling());
            return nothing(
                    before,
                    situation.with(situation.group().remembering(unchanged)),
                    answer,
                    Kind.HOLD,
                    Victims.ALL_PROTECTED,
                    because,
                    occasion);
        }
        Group.Active next = situation.group().desiring(goal + victims.spared()).remembering(acted(situation, answer));
        Activity activity = new Activity(
                Kind.SHRINK,
                null,
                answer.because() + victims.told(),
                situation.size(),
                situation.size() - victims.steps().size(),
                answer.evaluation().wished(),
                figures(situation, answer),
                victims.steps(),
                null);
        return GroupDecider.accept(situation, next, activity.explainedBy(answer.evaluation()));
    }

    /** Figures measured before this change say nothing about what comes of it. */
    private static Memory acted(Situation situation, Answer answer) {
        Memory memory = situation.memory();
        Instant newest = answer.evaluation().saw().readings().stream()
                .map(Reading::measuredAt)
                .max(Instant::compareTo)
                .orElse(null);
        return newest == null ? memory : memory.measured(newest);
    }

    /** Explains a reason once per alert; every further time is a repeat of that. */
    private static GroupDecision nothing(
            Situation before, Situation situation, Answer answer, Kind kind, String occasion) {
        String reason = Objects.requireNonNull(answer.reason());
        return nothing(before, situation, answer, kind, reason, answer.because(), occasion);
    }

    private static GroupDecision nothing(
            Situation before,
            Situation situation,
            Answer answer,
            Kind kind,
            String reason,
            String because,
            String occasion) {
        Evaluation evaluation = answer.evaluation();
        Activity activity = Activity.not(
                        kind, reason, because, situation.size(), evaluation.wished(), figures(situation, answer))
                .explainedBy(evaluation);
        Memory memory = situation.memory();
        if (memory.hasTold(occasion, reason)) {
            activity = activity.repeated();
        } else {
            memory = memory.telling(occasion, reason);
        }
        return GroupDecider.accept(before, situation.group().remembering(memory), activity);
    }

    private static @Nullable Figures figures(Situation situation, Answer answer) {
        for (Reading reading : answer.evaluation().saw().readings()) {
            if (reading.metric().equals(answer.metric())) {
                return new Figures(
                        reading.metric(),
                        reading.value(),
                        aim(situation, reading.metric()),
                        reading.measured(),
                        reading.missing(),
                        reading.ready(),
                        situation.alive(),
                        situation.size(),
                        reading.measuredAt());
            }
        }
        return null;
    }

    private static double aim(Situation situation, String metric) {
        for (Policy policy : policies(situation.description())) {
            if (policy instanceof Tracking tracking && tracking.metric().equals(metric)) {
                return tracking.target();
            } else if (policy instanceof Stepped stepped && stepped.metric().equals(metric)) {
                return stepped.threshold();
            } else if (policy instanceof Predictive predictive
                    && predictive.metric().equals(metric)) {
                return predictive.target();
            }
        }
        return 0;
    }
}
