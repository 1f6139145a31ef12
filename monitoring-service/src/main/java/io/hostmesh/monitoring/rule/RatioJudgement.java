package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.Condition.Ratio;
import java.util.List;

/** The sum of some members divided by the sum of the others, when all of them are there. */
final class RatioJudgement extends JoinedJudgement {

    RatioJudgement(Rule rule, Ratio ratio, Subject subject, Timers timers, List<JoinedJudgement> touched) {
        super(rule, subject, ratio.level(), timers, touched);
    }

    @Override
    boolean measure(long now) {
        double dividend = 0;
        double divisor = 0;
        int dividends = 0;
        for (int index = 0; index < members.size(); index++) {
            MemberWatcher member = members.get(index);
            if (!isFresh(member, now)) {
                return false;
            }
            if (member.divisor) {
                divisor += member.value;
            } else {
                dividend += member.value;
                dividends++;
            }
        }
        if (dividends == 0 || divisor == 0) {
            return false;
        }
        figure = dividend / divisor;
        fires = level.fires(figure);
        goesOn = level.goesOn(figure);
        return true;
    }
}
