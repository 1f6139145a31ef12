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
import java.util.stream.Stream;
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
        growing.stream().flatMap(wished -> Stream.ofNullable(wished.held())).forEach(limits::add);
    }

    Answer answer() {
        Wished largest = largest(true);
        if (largest == null) {
            return no(
                    Outcome.HOLD,
                    limits.get(0),
                    growing.get(0),
                    question.memory().growing());
        }
        Window window = window();
        Limit refusal = refusal();
        if (refusal != null) {
            return no(Outcome.DECLINE, refusal, largest, window);
        }
        if (question.delayed() != null) {
            return no(Outcome.HOLD, question.delayed(), largest, window);
        }
        if (Autoscaler.coolingDown(question, largest)) {
            return no(Outcome.HOLD, Autoscaler.cooldown(question), largest, window);
        }
        return stabilized(largest, window);
    }

    /** The largest wish that can be followed, or null. */
    private @Nullable Wished largest(boolean forecasts) {
        Wished largest = null;
        for (Wished wished : growing) {
            boolean counts = wished.held() == null && (forecasts || !wished.isForecast());
            if (counts && (largest == null || Autoscaler.members(wished) > Autoscaler.members(largest))) {
                largest = wished;
            }
        }
        return largest;
    }

    /** What load recommended so far, as long as the group may not follow it at once. A forecast is no peak that may pass. */
    private @Nullable Window window() {
        Wished byLoad = largest(false);
        Duration stabilization = question.scaling().growStabilization();
        if (byLoad == null || stabilization.isZero()) {
            return null;
        }
        int wish = Autoscaler.members(byLoad);
        Window before = question.memory().growing();
        return before == null
                ? Window.begin(saw.at(), wish)
                : before.addToLowest(saw.at(), wish, stabilization, Autoscaler.LONGEST_GAP);
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

    private Answer stabilized(Wished largest, @Nullable Window window) {
        int wish = Autoscaler.members(largest);
        if (window == null) {
            return within(largest, wish, wish, null);
        }
        Duration stabilization = question.scaling().growStabilization();
        boolean covered = window.covers(stabilization);
        int foretold = growing.stream()
                .filter(Wished::isForecast)
                .mapToInt(Autoscaler::members)
                .max()
                .orElse(0);
        int goal = Math.max(foretold, covered ? window.strongest() : 0);
        if (goal >= wish) {
            return within(largest, wish, wish, window);
        }
        limits.add(new Limit(
                "stabilizing",
                covered
                        ? window.strongest() + " was the least that was needed in the last " + stabilization.toSeconds()
                                + " s"
                        : "a larger size must be needed for " + stabilization.toSeconds() + " s"));
        return goal <= saw.desired()
                ? no(Outcome.HOLD, limits.get(limits.size() - 1), largest, window)
                : within(largest, wish, goal, window);
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
                return no(Outcome.HOLD, limits.get(limits.size() - 1), largest, window);
            }
        }
        if (goal > saw.alive() + question.room()) {
            goal = saw.alive() + question.room();
            limits.add(
                    question.scarce() != null
                            ? question.scarce()
                            : new Limit("no-room-yet", "members that are being deleted still have their place"));
        }
        if (goal <= saw.desired()) {
            Limit last =
                    limits.isEmpty() ? new Limit("no-room-yet", "there is no room") : limits.get(limits.size() - 1);
            return no(Outcome.HOLD, last, largest, window);
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
        return (int) Math.min(Integer.MAX_VALUE, base + Math.max(surge.members(), surge.percentOf(base)));
    }

    private Answer no(Outcome outcome, Limit limit, Wished wished, @Nullable Window window) {
        Answer answer = Autoscaler.no(question, wishes, outcome, limit, wished, Autoscaler.members(wished), null);
        return new Answer(
                answer.outcome(),
                answer.reason(),
                answer.because(),
                answer.metric(),
                answer.evaluation(),
                question.memory().withGrowing(window),
                null);
    }
}
