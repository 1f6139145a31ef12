package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.Evaluation.Direction;
import io.hostmesh.provisioning.policy.Evaluation.Limit;
import io.hostmesh.provisioning.policy.Evaluation.Sight;
import io.hostmesh.provisioning.policy.Evaluation.Wish;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import io.hostmesh.provisioning.policy.ScalingMemory.StepActivity;
import io.hostmesh.provisioning.policy.Wishes.Wished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many members a group should have: it grows if any policy wishes it, to the largest wish; it shrinks only if every
 * policy that takes part agrees, and then to the largest of their wishes, too.
 */
public final class Autoscaler {

    /** How long a series of recommendations may pause. */
    public static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private Autoscaler() {}

    /**
     * Everything that an evaluation goes by.
     *
     * @param stopped why members cannot be created until the owner does something, or null
     * @param delayed why none can be created yet, or null
     * @param room how many members can still be created under the maximum, and {@code scarce} why not as many as the maximum
     *     leaves room for, or null
     * @param arrival how long members that are asked for may take to be warm until they are waited for no longer
     * @param makingSince when the first of the members that are being made was asked for, or null
     */
    public record Question(
            Sight saw,
            List<Policy> policies,
            Scaling scaling,
            Duration shrinkStabilization,
            ScalingMemory memory,
            @Nullable Window shrinking,
            @Nullable Limit stopped,
            @Nullable Limit delayed,
            int room,
            @Nullable Limit scarce,
            Duration arrival,
            @Nullable Instant makingSince) {

        int leaving() {
            return saw.size() - saw.alive();
        }

        /** How many members it has, or is to have where some are missing. */
        int members() {
            return Math.max(saw.alive(), saw.desired());
        }

        /** What a step is counted from: the size that it should have, or for fewer the one it has where no more can be made. */
        int base(boolean grows) {
            boolean stays = stopped != null || saw.spendLimit() != null;
            return grows || !stays ? saw.desired() : Math.min(saw.alive(), saw.desired());
        }

        /** How far load lets it shrink: not to nobody, as then nothing would be measured that lets it grow again. */
        int least() {
            return Math.max(1, saw.min());
        }

        /** A smaller size within the limits. */
        int lowered(int wished) {
            return Math.max(least(), Math.min(wished, saw.max()));
        }
    }

    /** What is done about it. */
    public enum Outcome {
        GROW,
        SHRINK,
        /** The size is right, or not all agree that it is not. */
        KEEP,
        /** Not yet, although a policy wishes it. */
        HOLD,
        /** Refused. */
        DECLINE
    }

    /**
     * What follows.
     *
     * @param reason a stable word for why nothing is done, or null where something is
     * @param because the same in words; for a change, what it follows from
     * @param metric of the policy that decided, or null
     */
    public record Answer(
            Outcome outcome,
            @Nullable String reason,
            String because,
            @Nullable String metric,
            Evaluation evaluation,
            ScalingMemory memory,
            @Nullable Window shrinking) {}

    public static Answer evaluate(Question question) {
        List<Wished> wishes = Wishes.of(question);
        List<Wished> growing = wishes.stream()
                .filter(wished -> wished.wish().direction() == Direction.GROW)
                .toList();
        if (!growing.isEmpty()) {
            return new Growing(question, wishes, growing).answer();
        }
        boolean any = wishes.stream().anyMatch(wished -> wished.wish().direction() == Direction.SHRINK);
        return any ? shrink(question, wishes) : keep(question, wishes, keptBecause(wishes));
    }

    private static Limit keptBecause(List<Wished> wishes) {
        return wishes.stream()
                .filter(wished -> wished.wish().direction() == Direction.KEEP)
                .findFirst()
                .map(wished -> new Limit("size-is-right", wished.wish().because()))
                .orElse(new Limit("size-is-right", "no policy wishes anything"));
    }

    private static Answer shrink(Question question, List<Wished> wishes) {
        Sight saw = question.saw();
        Wished first = Wishes.largest(wishes, Direction.SHRINK);
        for (Wished wished : wishes) {
            if (wished.wish().direction() == Direction.KEEP) {
                return keep(
                        question,
                        wishes,
                        new Limit(
                                "not-all-agree",
                                first.asks() + ", but " + wished.wish().because()));
            }
        }
        int wish = question.lowered(Math.max(members(first), floor(wishes)));
        if (wish >= question.members()) {
            return keep(question, wishes, new Limit("size-is-right", "fewer are not allowed or not enough"));
        }
        if (saw.suspended()) {
            return no(
                    question,
                    wishes,
                    Outcome.DECLINE,
                    new Limit("scaling-suspended", "scaling is suspended"),
                    first,
                    wish,
                    question.shrinking());
        }
        return shrinkWithin(question, wishes, first, wish);
    }

    private static Answer shrinkWithin(Question question, List<Wished> wishes, Wished first, int wish) {
        Sight saw = question.saw();
        Duration stabilization = question.shrinkStabilization();
        Window window = question.shrinking() == null
                ? Window.begin(saw.at(), wish)
                : question.shrinking().addToHighest(saw.at(), wish, stabilization, LONGEST_GAP);
        Limit limit = null;
        int goal = Math.max(window.strongest(), wish);
        int lowest = leastBySurge(question);
        if (saw.readings().stream().anyMatch(reading -> reading.ready() < saw.alive())
                && !window.covers(stabilization.plus(question.arrival()))) {
            limit = new Limit("warming-up", "not all members are warm yet");
        } else if (!window.covers(stabilization)) {
            limit = new Limit("stabilizing", "a smaller size must be enough for " + stabilization.toSeconds() + " s");
        } else if (coolingDown(question, first)) {
            limit = cooldown(question);
        } else if (wish >= saw.alive()) {
            limit = new Limit("members-missing", "there are no more than " + saw.alive());
        } else if (Math.max(goal, lowest) >= saw.alive()) {
            limit = goal >= saw.alive()
                    ? new Limit("stabilizing", goal + " were needed in the last " + stabilization.toSeconds() + " s")
                    : surge(question.scaling().shrinking(), "removed");
        }
        if (limit != null) {
            return no(question, wishes, Outcome.HOLD, limit, first, wish, window);
        }
        List<Limit> limits = new ArrayList<>();
        if (goal > wish) {
            limits.add(
                    new Limit("stabilizing", goal + " was the most in the last " + stabilization.toSeconds() + " s"));
        }
        if (lowest > goal) {
            limits.add(surge(question.scaling().shrinking(), "removed"));
            goal = lowest;
        }
        String because = first.asks() + ", and " + Math.max(window.strongest(), wish) + " was the most in the last "
                + stabilization.toSeconds() + " s";
        ScalingMemory memory = began(question, first, false).changed(saw.at(), goal - saw.alive());
        return new Answer(
                Outcome.SHRINK,
                null,
                because,
                first.wish().metric(),
                evaluation(question, wishes, limits, wish, goal),
                memory,
                window);
    }

    private static int floor(List<Wished> wishes) {
        return wishes.stream()
                .filter(wished -> wished.wish().direction() == Direction.ABSTAIN)
                .mapToInt(Autoscaler::members)
                .max()
                .orElse(0);
    }

    private static int leastBySurge(Question question) {
        Surge surge = question.scaling().shrinking();
        Sight saw = question.saw();
        Duration period = Duration.ofSeconds(surge.periodSeconds());
        int base = saw.alive() + question.memory().changedWithin(period, saw.at(), false);
        int most = (int) Math.max(surge.members(), Math.min(base, surge.percentOf(base)));
        return Math.max(0, base - most);
    }

    static Limit surge(Surge surge, String verb) {
        return new Limit(
                "surge",
                "at most " + surge.members() + " members or " + surge.percent() + " % are " + verb + " in "
                        + surge.periodSeconds() + " s");
    }

    /** What a step policy began goes on while it runs; everything else waits for the end of the cooldown. */
    static boolean coolingDown(Question question, Wished wished) {
        Instant last = question.memory().lastChange(question.saw().at());
        return last != null
                && !wished.continues()
                && question.saw().at().isBefore(last.plus(question.scaling().cooldown()));
    }

    static Limit cooldown(Question question) {
        return new Limit(
                "cooldown",
                "the size was changed less than " + question.scaling().cooldownSeconds() + " s ago");
    }

    /** Remembers the activity that a step policy begins, or goes on with. */
    static ScalingMemory began(Question question, Wished wished, boolean grows) {
        if (!wished.isStep()) {
            return question.memory();
        }
        List<StepActivity> steps = new ArrayList<>();
        int base = question.base(grows);
        for (StepActivity running : question.memory().steps()) {
            if (running.policy() != wished.policy()) {
                steps.add(running);
            } else if (wished.continues()) {
                base = running.base();
            }
        }
        steps.add(new StepActivity(wished.policy(), grows, base, question.saw().at()));
        return question.memory().withSteps(steps);
    }

    static Answer keep(Question question, List<Wished> wishes, Limit because) {
        return new Answer(
                Outcome.KEEP,
                because.reason(),
                because.because(),
                wishes.stream()
                        .filter(wished -> wished.wish().direction() != Direction.ABSTAIN)
                        .map(wished -> wished.wish().metric())
                        .findFirst()
                        .orElse(null),
                evaluation(
                        question,
                        wishes,
                        List.of(because),
                        question.saw().desired(),
                        question.saw().desired()),
                question.memory().withGrowing(null),
                null);
    }

    static Answer no(
            Question question,
            List<Wished> wishes,
            Outcome outcome,
            Limit limit,
            Wished wished,
            int wish,
            @Nullable Window shrinking) {
        return new Answer(
                outcome,
                limit.reason(),
                wished.asks() + ", but " + limit.because(),
                wished.wish().metric(),
                evaluation(
                        question, wishes, List.of(limit), wish, question.saw().desired()),
                question.memory(),
                shrinking);
    }

    static Evaluation evaluation(Question question, List<Wished> wishes, List<Limit> limits, int wished, int goal) {
        List<Wish> all = wishes.stream().map(Wished::wish).toList();
        return new Evaluation(question.saw(), all, List.copyOf(limits), wished, goal);
    }

    static int members(Wished wished) {
        Integer members = wished.wish().members();
        return members == null ? 0 : members;
    }
}
