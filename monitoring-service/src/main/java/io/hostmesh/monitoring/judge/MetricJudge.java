package io.hostmesh.monitoring.judge;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.monitoring.judge.GroupFact.Target;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.sample.Micros;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges one metric of a group against its target: overload above, underload below, at every sample.
 *
 * <p>Only members with a fresh number that are warm are measured. A member that is missing never ends an alert and never
 * turns it into its opposite: while one is missing, its last known number must agree too.
 */
final class MetricJudge {

    private final String groupId;
    private final JudgeSettings settings;
    private final int number;
    private final Target target;
    private @Nullable Kind open;
    private long saidAt;
    /** Whether something new is to be judged. */
    private boolean touched = true;

    // The figures of the last measuring, kept in fields so that a judgement without a finding allocates nothing.
    private int measured;
    private int missing;
    private int size;
    private double mean;
    private double meanWithMissing;
    private long newestTakenAt;
    private long newestAcceptedAt;

    /**
     * A judge of the metric with that number.
     *
     * @param before who judged the same metric until now, or null
     */
    MetricJudge(String groupId, JudgeSettings settings, int number, Target target, @Nullable MetricJudge before) {
        this.groupId = groupId;
        this.settings = settings;
        this.number = number;
        this.target = target;
        if (before != null) {
            open = before.open;
            saidAt = before.saidAt;
        }
    }

    Target target() {
        return target;
    }

    @Nullable
    Kind open() {
        return open;
    }

    /** Goes on with an alert that is open in the books. */
    void resume(Kind kind) {
        open = kind;
    }

    void touch() {
        touched = true;
    }

    /** Judges what is known at {@code now}, if something of it is new, and adds what it finds, in order. */
    void judge(GroupJudge group, long now, List<Verdict> findings) {
        if (!touched) {
            return;
        }
        touched = false;
        measure(group, now);
        if (measured == 0) {
            return;
        }
        Kind found = kindOf(mean, group.least());
        if (found == open) {
            repeat(now, findings);
            return;
        }
        if (open != null) {
            if (missing > 0 && kindOf(meanWithMissing, group.least()) == open) {
                return;
            }
            findings.add(new Verdict.Resolved(
                    open,
                    groupId,
                    target.metric(),
                    resolution(group.least()),
                    measurement(),
                    evidence(group, now),
                    Micros.instant(now)));
            open = null;
            if (missing > 0 && kindOf(meanWithMissing, group.least()) != found) {
                return;
            }
        }
        if (found != null) {
            findings.add(new Verdict.Fired(
                    found, groupId, group.accountId(), measurement(), evidence(group, now), Micros.instant(now)));
            open = found;
            saidAt = now;
        }
    }

    private void repeat(long now, List<Verdict> findings) {
        Kind kind = open;
        if (kind != null && now - saidAt >= settings.repetition()) {
            findings.add(new Verdict.StillFiring(kind, groupId, measurement(), Micros.instant(now)));
            saidAt = now;
        }
    }

    private @Nullable Kind kindOf(double value, int least) {
        if (target.isAbove(value)) {
            return Kind.OVERLOAD;
        }
        return target.isBelow(value) && size > least ? Kind.UNDERLOAD : null;
    }

    private String resolution(int least) {
        return target.isBelow(mean) && size <= least
                ? "the group may not have fewer members"
                : "the mean is within the tolerance of the target";
    }

    private void measure(GroupJudge group, long now) {
        measured = 0;
        missing = 0;
        size = 0;
        newestTakenAt = Long.MIN_VALUE;
        newestAcceptedAt = Long.MIN_VALUE;
        double sum = 0;
        double sumOfMissing = 0;
        int rememberedMissing = 0;
        List<Member> members = group.members();
        for (int index = 0; index < members.size(); index++) {
            Member member = members.get(index);
            if (member.presence == Presence.ABSENT) {
                continue;
            }
            Figure figure = member.figures[number];
            if (member.isWarmingUp(now, group.warmUp())) {
                size++;
            } else if (figure.isFresh(now, settings.freshness())) {
                measured++;
                size++;
                sum += figure.value;
                if (figure.takenAt > newestTakenAt) {
                    newestTakenAt = figure.takenAt;
                    newestAcceptedAt = figure.acceptedAt;
                }
            } else if (member.presence == Presence.EXPECTED) {
                missing++;
                size++;
                if (figure.everMeasured()) {
                    rememberedMissing++;
                    sumOfMissing += figure.value;
                }
            }
        }
        mean = sum / measured;
        meanWithMissing = (sum + sumOfMissing) / (measured + rememberedMissing);
    }

    private Measurement measurement() {
        return new Measurement(
                target.metric(),
                mean,
                target.value(),
                measured,
                missing,
                Micros.instant(newestTakenAt),
                Micros.instant(newestAcceptedAt));
    }

    private List<Series> evidence(GroupJudge group, long now) {
        List<Series> evidence = new ArrayList<>(measured);
        for (Member member : group.members()) {
            Figure figure = member.figures[number];
            if (member.presence != Presence.ABSENT
                    && !member.isWarmingUp(now, group.warmUp())
                    && figure.isFresh(now, settings.freshness())) {
                Point point = new Point(Micros.instant(figure.takenAt), figure.value);
                evidence.add(new Series(member.serverId, target.metric(), List.of(point)));
            }
        }
        return evidence;
    }
}
