package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.Condition.Aggregate;
import io.hostmesh.monitoring.rule.Condition.Function;
import java.util.Arrays;
import java.util.List;

/** One figure of its members: of those with a fresh number, and a second one with the last numbers of those that are missing. */
final class AggregateJudgement extends JoinedJudgement {

    private final Aggregate aggregate;
    private double[] numbers = new double[8];

    AggregateJudgement(Rule rule, Aggregate aggregate, Subject subject, Timers timers, List<JoinedJudgement> touched) {
        super(rule, subject, aggregate.level(), timers, touched);
        this.aggregate = aggregate;
    }

    @Override
    boolean measure(long now) {
        int fresh = collect(now, true, 0);
        if (fresh == 0) {
            return false;
        }
        int all = collect(now, false, fresh);
        double withMissing = all > fresh ? figure(Arrays.copyOf(numbers, all), all) : 0;
        figure = figure(numbers, fresh);
        fires = level.fires(figure) && (all == fresh || level.fires(withMissing));
        goesOn = level.goesOn(figure) || (all > fresh && level.goesOn(withMissing));
        return true;
    }

    private int collect(long now, boolean fresh, int from) {
        if (numbers.length < members.size()) {
            numbers = Arrays.copyOf(numbers, Math.max(members.size(), numbers.length * 2));
        }
        int count = from;
        for (int index = 0; index < members.size(); index++) {
            MemberWatcher member = members.get(index);
            if (isFresh(member, now) == fresh) {
                numbers[count++] = member.value;
            }
        }
        return count;
    }

    private double figure(double[] of, int count) {
        return aggregate.function() == Function.PERCENTILE
                ? percentile(of, count, aggregate.percentile())
                : figure(aggregate.function(), of, count);
    }

    private static double figure(Function function, double[] of, int count) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int index = 0; index < count; index++) {
            sum += of[index];
            least = Math.min(least, of[index]);
            most = Math.max(most, of[index]);
        }
        return switch (function) {
            case MEAN -> sum / count;
            case SUM -> sum;
            case MAX -> most;
            case MIN, PERCENTILE -> least;
        };
    }

    /** With linear interpolation between the two nearest ranks, as Prometheus' {@code quantile} has it. Sorts what it is given. */
    private static double percentile(double[] of, int count, double percentile) {
        Arrays.sort(of, 0, count);
        double rank = percentile / 100 * (count - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, count - 1);
        double weight = rank - below;
        return of[below] * (1 - weight) + of[above] * weight;
    }
}
