package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.Autoscaler.Answer;
import io.hostmesh.provisioning.policy.Autoscaler.Outcome;
import io.hostmesh.provisioning.policy.Autoscaler.Question;
import io.hostmesh.provisioning.policy.Evaluation.Limit;
import io.hostmesh.provisioning.policy.Evaluation.Sight;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import io.hostmesh.provisioning.policy.Wishes.Wished;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What limits a group that should grow. */
final class Growing {

    private final Question question;
    private final List<Wished> wishes;
    private final List<Wished> growing;
    private final Sight saw;
    private final List<Limit> limits = new ArrayList<>();

    Growing(Question question, List<Wished> wishes, List<Wished> growing) {
        this.question = question;
        this.wishes = wishes;
        this.growing = growing;
        this.saw = question.saw();
    }

    Answer answer() {
        Wished largest = null;
        for (Wished wished : growing) {
            Limit held = wished.held();
            if (held != null) {
                limits.add(held);
            } else if (largest == null || Autoscaler.members(wished) > Autoscaler.members(largest)) {
                largest = wished;
            }
        }
        if (largest == null) {
            return no(Outcome.HOLD, limits.get(0), growing.get(0));
        }
        Limit refusal = refusal();
        if (refusal != null) {
            return no(Outcome.DECLINE, refusal, largest);
        }
        if (question.delayed() != null) {
            return no(Outcome.HOLD, question.delayed(), largest);
        }
        if (Autoscaler.coolingDown(question, largest)) {
            return no(Outcome.HOLD, Autoscaler.cooldown(question), largest);
        }
        return stabilized(largest);
    }

    private @Nullable Limit refusal() {
        if (saw.suspended()) {
            return new Limit("scaling-suspended", "scaling is suspended");
        }
        String spendLimit = saw.spendLimit();
        if (spendLimit != null) {
            return new Limit("spend-limit-reached", spendLimit);
        }
        if (question.stopped() != null) {
            return question.stopped();
        }
        return saw.desired() >= saw.max() ? new Limit("maximum-reached", "the maximum is " + saw.max()) : null;
    }

    private Answer stabilized(Wished largest) {
        int wish = Autoscaler.members(largest);
        Duration stabilization = question.scaling().growStabilization();
        Window window = null;
        int goal = wish;
        if (!stabilization.isZero()) {
            Window before = question.memory().growing();
            window = before == null
                    ? Window.begin(saw.at(), wish)
                    : before.addToLowest(saw.at(), wish, stabilization, Autoscaler.LONGEST_GAP);
            goal = Math.min(wish, window.strongest());
            if (!window.covers(stabilization)) {
                Limit limit = new Limit(
                        "stabilizing", "a larger size must be needed for " + stabilization.toSeconds() + " s");
                return hold(limit, largest, window);
            }
            if (goal < wish) {
                limits.add(new Limit(
                        "stabilizing",
                        goal + " was the least that was needed in the last " + stabilization.toSeconds() + " s"));
            }
        }
        return within(largest, wish, goal, window);
    }

    private Answer within(Wished largest, int wish, int stabilized, @Nullable Window window) {
        int goal = stabilized;
        if (goal > saw.max()) {
            goal = saw.max();
            limits.add(new Limit("maximum-reached", "the maximum is " + saw.max()));
        }
        int most = mostBySurge();
        if (goal > most) {
            goal = most;
            limits.add(Autoscaler.surge(question.scaling().growth(), "added"));
            if (goal <= saw.desired()) {
                return hold(limits.get(limits.size() - 1), largest, window);
            }
        }
        if (goal > saw.alive() + question.room()) {
            goal = saw.alive() + question.room();
            limits.add(new Limit("no-room-yet", "members that are being deleted still have their place"));
        }
        if (goal <= saw.desired()) {
            Limit last =
                    limits.isEmpty() ? new Limit("no-room-yet", "there is no room") : limits.get(limits.size() - 1);
            return hold(last, largest, window);
        }
        String because = largest.asks() + (goal < wish ? ", limited to " + goal + ": " + words() : "");
        return new Answer(
                Outcome.GROW,
                null,
                because,
                largest.wish().metric(),
                Autoscaler.evaluation(question, wishes, limits, wish, goal),
                Autoscaler.began(question, largest, true).changed(saw.at(), goal - saw.desired()),
                null);
    }

    private String words() {
        return String.join(", ", limits.stream().map(Limit::because).toList());
    }

    private int mostBySurge() {
        Surge surge = question.scaling().growth();
        Duration period = Duration.ofSeconds(surge.periodSeconds());
        int base = Math.max(0, saw.desired() - question.memory().changedWithin(period, saw.at(), true));
        long byPercent = base + (long) Math.ceil(base * (surge.percent() / 100.0));
        return (int) Math.min(Integer.MAX_VALUE, Math.max((long) base + surge.members(), byPercent));
    }

    private Answer hold(Limit limit, Wished wished, @Nullable Window window) {
        Answer answer = no(Outcome.HOLD, limit, wished);
        return new Answer(
                answer.outcome(),
                answer.reason(),
                answer.because(),
                answer.metric(),
                answer.evaluation(),
                question.memory().withGrowing(window),
                null);
    }

    private Answer no(Outcome outcome, Limit limit, Wished wished) {
        return Autoscaler.no(question, wishes, outcome, limit, wished, Autoscaler.members(wished), null);
    }
}
