package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.Autoscaler.Question;
import io.hostmesh.provisioning.policy.Evaluation.Direction;
import io.hostmesh.provisioning.policy.Evaluation.Limit;
import io.hostmesh.provisioning.policy.Evaluation.Reading;
import io.hostmesh.provisioning.policy.Evaluation.Sight;
import io.hostmesh.provisioning.policy.Evaluation.Wish;
import io.hostmesh.provisioning.policy.Policy.Predictive;
import io.hostmesh.provisioning.policy.Policy.Scheduled;
import io.hostmesh.provisioning.policy.Policy.Step;
import io.hostmesh.provisioning.policy.Policy.Stepped;
import io.hostmesh.provisioning.policy.Policy.Tracking;
import io.hostmesh.provisioning.policy.ScalingMemory.Floor;
import io.hostmesh.provisioning.policy.ScalingMemory.StepActivity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What each policy wishes for. Members without figures count as idle when growing and as full when shrinking, as in the
 * Horizontal Pod Autoscaler of Kubernetes, so that missing data never reverses a direction.
 */
final class Wishes {

    private static final double ROUNDING = 1e-9;

    private Wishes() {}

    /**
     * A wish with what the engine must know of it.
     *
     * @param policy its place among the policies
     * @param isStep true if it is that of a step policy, and {@code continues} if what that began is still running
     * @param held what keeps this wish alone from being followed, or null
     */
    record Wished(
            Wish wish,
            int policy,
            boolean isStep,
            boolean continues,
            @Nullable Limit held) {

        boolean isForecast() {
            return wish.policy().equals(Predictive.TYPE);
        }

        String asks() {
            return wish.because() + " asks for " + wish.members();
        }
    }

    static List<Wished> of(Question question) {
        List<Wished> wishes = new ArrayList<>();
        for (int index = 0; index < question.policies().size(); index++) {
            Policy policy = question.policies().get(index);
            if (policy instanceof Tracking tracking) {
                wishes.add(tracking(question, tracking, index));
            } else if (policy instanceof Stepped stepped) {
                wishes.add(step(question, stepped, index));
            } else if (policy instanceof Predictive predictive) {
                wishes.add(predictive(question, predictive, index));
            } else if (policy instanceof Scheduled scheduled) {
                wishes.add(abstain(
                        policy, null, index, null, "acts at '" + scheduled.cron() + "' " + scheduled.timeZone()));
            }
        }
        return wishes;
    }

    static Wished largest(List<Wished> wishes, Direction direction) {
        Wished largest = null;
        for (Wished wished : wishes) {
            if (wished.wish().direction() == direction
                    && (largest == null || Autoscaler.members(wished) > Autoscaler.members(largest))) {
                largest = wished;
            }
        }
        return Objects.requireNonNull(largest);
    }

    /**
     * The load is what the measured members carry together; the wish is {@code ceil(load / target)}, an absolute number, so
     * that a repeated measurement repeats the wish and does not add to it.
     */
    private static Wished tracking(Question question, Tracking policy, int index) {
        Sight saw = question.saw();
        Reading reading = reading(saw, policy.metric());
        if (reading == null) {
            return policy.growsOnly()
                    ? abstain(policy, policy.metric(), index, null, nothingOf(policy.metric()))
                    : keep(policy, policy.metric(), index, nothingOf(policy.metric()));
        }
        String because = explained(saw, reading, "target", policy.target());
        double carried = reading.measured() * reading.value();
        if (reading.over()) {
            int wish = ceiling(carried / policy.target());
            boolean within = carried <= saw.desired() * policy.target() * (1 + policy.tolerance());
            if (within && saw.alive() >= saw.desired()) {
                return keep(policy, policy.metric(), index, because + " " + saw.desired() + " members are enough");
            }
            return within || wish <= saw.desired()
                    ? keep(policy, policy.metric(), index, because + onItsWay(question, wish, "it"))
                    : grow(policy, policy.metric(), index, wish, because, false, warming(question, reading));
        }
        if (policy.growsOnly()) {
            return abstain(policy, policy.metric(), index, null, "it only asks for growth");
        }
        // Those on their way are no part of it: nobody goes before they are warm.
        int unmeasured = Math.max(0, reading.ready() - reading.measured());
        double possible = carried + unmeasured * policy.target();
        int wish = question.lowered(ceiling(possible / policy.target()));
        boolean within = possible >= question.members() * policy.target() * (1 - policy.tolerance());
        if (!within && wish < question.members()) {
            return shrink(policy, policy.metric(), index, wish, because, false);
        }
        String why = within || saw.alive() > question.least()
                ? " all " + saw.alive() + " members are needed"
                : saw.min() == 0 ? " the last member stays, as it is measured" : " the minimum is " + saw.min();
        return keep(policy, policy.metric(), index, because + why);
    }

    private static Wished step(Question question, Stepped policy, int index) {
        Sight saw = question.saw();
        Reading reading = reading(saw, policy.metric());
        if (reading == null) {
            return policy.canShrink()
                    ? keep(policy, policy.metric(), index, nothingOf(policy.metric()))
                    : abstain(policy, policy.metric(), index, null, nothingOf(policy.metric()));
        }
        String because = explained(saw, reading, "threshold", policy.threshold());
        int all = reading.measured() + reading.missing();
        double full = (reading.measured() * reading.value() + reading.missing() * policy.threshold()) / all;
        double idle = reading.measured() * reading.value() / all;
        Step growing = covering(policy, idle - policy.threshold(), true);
        if (growing != null) {
            StepActivity running = running(question, policy, index, true);
            int base = running == null ? question.base(true) : running.base();
            int wish = (int) Math.min(Integer.MAX_VALUE, (long) base + growing.adjustment(base));
            return wish <= saw.desired()
                    ? keep(policy, policy.metric(), index, because + onItsWay(question, wish, "its step"))
                    : grow(policy, policy.metric(), index, wish, because, running != null, warming(question, reading));
        }
        Step shrinking = covering(policy, full - policy.threshold(), false);
        if (shrinking != null && !reading.over()) {
            StepActivity running = running(question, policy, index, false);
            int base = running == null ? question.base(false) : running.base();
            int wish = question.lowered(base + shrinking.adjustment(base));
            return wish >= question.members()
                    ? keep(policy, policy.metric(), index, because + " its step was carried out")
                    : shrink(policy, policy.metric(), index, wish, because, running != null);
        }
        return policy.canShrink() || covering(policy, reading.value() - policy.threshold(), true) != null
                ? keep(policy, policy.metric(), index, because + " no step is for that")
                : abstain(policy, policy.metric(), index, null, because + " no step is for that");
    }

    /** What a policy that asks for no more than the group should have already says of it. */
    private static String onItsWay(Question question, int wish, String what) {
        Sight saw = question.saw();
        if (saw.alive() >= wish) {
            return " what " + what + " asks for is on its way";
        }
        String why = question.stopped() != null
                ? question.stopped().because()
                : saw.spendLimit() != null
                        ? saw.spendLimit()
                        : question.delayed() != null ? question.delayed().because() : null;
        return " the group should have " + saw.desired() + " members already, and " + (saw.desired() - saw.alive())
                + " of them are still to be made" + (why == null ? "" : ", but " + why);
    }

    private static @Nullable Step covering(Stepped policy, double distance, boolean grows) {
        return policy.steps().stream()
                .filter(step -> step.grows() == grows && step.covers(distance))
                .findFirst()
                .orElse(null);
    }

    /**
     * An activity runs until its members are there (or gone) and the cooldown is over. One that began at a size which is on the
     * other side of the present one is over: what was changed since then has nothing to do with it. So is one after whose time some
     * are still not warm, as where one fails again and again; while nobody could make what it asks for it asks for no more.
     */
    private static @Nullable StepActivity running(Question question, Stepped policy, int index, boolean grows) {
        Sight saw = question.saw();
        boolean arriving = saw.alive() < saw.desired() || saw.ready() < saw.alive();
        for (StepActivity activity : question.memory().steps()) {
            boolean cooling = !saw.at().isBefore(activity.lastAt())
                    && saw.at().isBefore(activity.lastAt().plus(policy.cooldown()));
            boolean onItsWay = grows ? activity.base() <= saw.desired() : activity.base() >= saw.desired();
            Duration age = Duration.between(activity.lastAt(), saw.at()).abs(); // The clock may have gone back.
            Instant making = question.makingSince();
            boolean moving = grows
                    ? (arriving && age.compareTo(question.arrival()) < 0)
                            || (making != null && !making.isAfter(activity.lastAt()))
                    : question.leaving() > 0;
            if (activity.policy() == index && activity.grows() == grows && onItsWay && (moving || cooling)) {
                return activity;
            }
        }
        return null;
    }

    private static Wished predictive(Question question, Predictive policy, int index) {
        Sight saw = question.saw();
        for (Floor floor : question.memory().floors()) {
            if (floor.policy() == index && saw.at().isBefore(floor.validUntil())) {
                if (!policy.scales()) {
                    String would =
                            floor.members() > saw.desired() ? "would grow to " + floor.members() : "would do nothing";
                    return abstain(policy, policy.metric(), index, null, floor.because() + ": forecast only, " + would);
                }
                return floor.members() > saw.desired()
                        ? grow(policy, policy.metric(), index, floor.members(), floor.because() + ":", false, null)
                        : abstain(policy, policy.metric(), index, floor.members(), floor.because());
            }
        }
        return abstain(policy, policy.metric(), index, null, "there is no forecast");
    }

    /** Starting up is not load: as long as members that are warming up are part of the figure nothing is made of it. */
    private static @Nullable Limit warming(Question question, Reading reading) {
        return reading.measured() > reading.ready() + question.leaving()
                ? new Limit("warming-up", "members that are still warming up are part of the figure")
                : null;
    }

    private static @Nullable Reading reading(Sight saw, String metric) {
        for (Reading reading : saw.readings()) {
            if (reading.metric().equals(metric)) {
                return reading;
            }
        }
        return null;
    }

    private static String nothingOf(String metric) {
        return "nothing is heard of " + metric + " that asks for another size";
    }

    private static String explained(Sight saw, Reading reading, String word, double aim) {
        return String.format(
                Locale.ROOT,
                "%s is %.1f on %d member%s (%d missing, %d on their way), %s %.1f:",
                reading.metric(),
                reading.value(),
                reading.measured(),
                reading.measured() == 1 ? "" : "s",
                reading.missing(),
                Math.max(0, saw.alive() - reading.ready()),
                word,
                aim);
    }

    private static Wished grow(
            Policy policy,
            String metric,
            int index,
            int members,
            String because,
            boolean continues,
            @Nullable Limit held) {
        Wish wish = new Wish(policy.type(), metric, Direction.GROW, members, because);
        return new Wished(wish, index, policy instanceof Stepped, continues, held);
    }

    private static Wished shrink(
            Policy policy, String metric, int index, int members, String because, boolean continues) {
        Wish wish = new Wish(policy.type(), metric, Direction.SHRINK, members, because);
        return new Wished(wish, index, policy instanceof Stepped, continues, null);
    }

    private static Wished keep(Policy policy, String metric, int index, String because) {
        return new Wished(new Wish(policy.type(), metric, Direction.KEEP, null, because), index, false, false, null);
    }

    private static Wished abstain(
            Policy policy, @Nullable String metric, int index, @Nullable Integer floor, String because) {
        return new Wished(
                new Wish(policy.type(), metric, Direction.ABSTAIN, floor, because), index, false, false, null);
    }

    private static int ceiling(double members) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(members - ROUNDING));
    }
}
