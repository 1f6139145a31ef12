package io.hostmesh.monitoring.judge;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.monitoring.judge.GroupFact.Target;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.sample.SampleBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges one group against its target: overload above, underload below, at every sample.
 *
 * <p>Only members with a fresh number are measured. A member that is missing never ends an alert and never turns it into
 * its opposite: while one is missing, its last known number must agree too.
 */
final class GroupJudge {

    private final String groupId;
    private final JudgeSettings settings;
    private final Map<String, Member> byServer = new HashMap<>();
    private final List<Member> members = new ArrayList<>();
    private @Nullable String accountId;
    private @Nullable Target target;
    /** Until the group is made known, each member's newest batch waits for it. */
    private boolean known;

    private int min;
    private @Nullable Kind open;
    private long saidAt;

    // The figures of the last measuring, kept in fields so that a judgement without a finding allocates nothing.
    private int measured;
    private int missing;
    private int size;
    private double mean;
    private double meanWithMissing;
    private long newestTakenAt;
    private long newestAcceptedAt;

    GroupJudge(String groupId, JudgeSettings settings) {
        this.groupId = groupId;
        this.settings = settings;
    }

    /** Takes a member's samples; returns whether there is something new to judge. */
    boolean observe(SampleBatch batch) {
        if (accountId == null) {
            accountId = batch.accountId();
        }
        Member member = member(batch.serverId());
        if (!known) {
            member.waiting = batch;
            return false;
        }
        int metricNumber = target == null ? -1 : batch.metricNumber(target.metric());
        return member.presence != Presence.ABSENT && metricNumber >= 0 && member.observe(batch, metricNumber);
    }

    /** Returns whether the figures have to be judged again because of it. */
    boolean apply(GroupFact fact) {
        if (fact.accountId() != null) {
            accountId = fact.accountId();
        }
        boolean changed = !Objects.equals(target, fact.target()) || min != fact.min();
        String metricBefore = target == null ? null : target.metric();
        target = fact.target();
        min = fact.min();
        if (metricBefore != null && target != null && !metricBefore.equals(target.metric())) {
            members.forEach(Member::forgetFigures);
        }
        if (!known) {
            known = true;
            members.forEach(this::observeWaiting);
        }
        return changed;
    }

    private void observeWaiting(Member member) {
        SampleBatch waiting = member.waiting;
        member.waiting = null;
        if (waiting != null) {
            observe(waiting);
        }
    }

    /** Returns whether the figures have to be judged again because of it. */
    boolean apply(ServerFact fact, long now) {
        Member member = member(fact.serverId());
        if (member.presence == fact.presence()) {
            return false;
        }
        member.become(fact.presence(), now);
        return true;
    }

    /** Goes on with an alert that is open in the books. */
    void resume(Kind kind) {
        open = kind;
    }

    boolean isEmpty() {
        return target == null && open == null && members.isEmpty();
    }

    void forget(long now) {
        members.removeIf(member -> {
            boolean forgettable = member.isForgettable(now, settings.forgetAfter());
            if (forgettable) {
                byServer.remove(member.serverId);
            }
            return forgettable;
        });
    }

    /** Judges what is known at {@code now} and adds what it finds, in order. */
    void judge(long now, List<Verdict> findings) {
        Target aim = target;
        if (aim == null) {
            if (open != null) {
                findings.add(new Verdict.Resolved(
                        open, groupId, "the group is not sized by a target any more", null, Micros.instant(now)));
                open = null;
            }
            return;
        }
        measure(now);
        if (measured == 0) {
            return;
        }
        Kind found = kindOf(aim, mean);
        if (found == open) {
            repeat(aim, now, findings);
            return;
        }
        if (open != null) {
            if (missing > 0 && kindOf(aim, meanWithMissing) == open) {
                return;
            }
            findings.add(new Verdict.Resolved(open, groupId, resolution(aim), measurement(aim), Micros.instant(now)));
            open = null;
            if (missing > 0 && kindOf(aim, meanWithMissing) != found) {
                return;
            }
        }
        if (found != null) {
            findings.add(new Verdict.Fired(
                    found, groupId, accountId, measurement(aim), evidence(aim, now), Micros.instant(now)));
            open = found;
            saidAt = now;
        }
    }

    private void repeat(Target aim, long now, List<Verdict> findings) {
        Kind kind = open;
        if (kind != null && now - saidAt >= settings.repetition()) {
            findings.add(new Verdict.StillFiring(kind, groupId, measurement(aim), Micros.instant(now)));
            saidAt = now;
        }
    }

    private @Nullable Kind kindOf(Target aim, double value) {
        if (aim.isAbove(value)) {
            return Kind.OVERLOAD;
        }
        return aim.isBelow(value) && size > min ? Kind.UNDERLOAD : null;
    }

    private String resolution(Target aim) {
        return aim.isBelow(mean) && size <= min
                ? "the group has no more members than its minimum"
                : "the mean is within the tolerance of the target";
    }

    private void measure(long now) {
        measured = 0;
        missing = 0;
        size = 0;
        newestTakenAt = Long.MIN_VALUE;
        newestAcceptedAt = Long.MIN_VALUE;
        double sum = 0;
        double sumOfMissing = 0;
        int rememberedMissing = 0;
        for (int index = 0; index < members.size(); index++) {
            Member member = members.get(index);
            if (member.presence == Presence.ABSENT) {
                continue;
            }
            if (member.isFresh(now, settings.freshness())) {
                measured++;
                size++;
                sum += member.value;
                if (member.takenAt > newestTakenAt) {
                    newestTakenAt = member.takenAt;
                    newestAcceptedAt = member.acceptedAt;
                }
            } else if (member.presence == Presence.EXPECTED) {
                missing++;
                size++;
                if (member.everMeasured()) {
                    rememberedMissing++;
                    sumOfMissing += member.value;
                }
            }
        }
        mean = sum / measured;
        meanWithMissing = (sum + sumOfMissing) / (measured + rememberedMissing);
    }

    private Measurement measurement(Target aim) {
        return new Measurement(
                aim.metric(),
                mean,
                aim.value(),
                measured,
                missing,
                Micros.instant(newestTakenAt),
                Micros.instant(newestAcceptedAt));
    }

    private List<Series> evidence(Target aim, long now) {
        List<Series> evidence = new ArrayList<>(measured);
        for (Member member : members) {
            if (member.presence != Presence.ABSENT && member.isFresh(now, settings.freshness())) {
                Point point = new Point(Micros.instant(member.takenAt), member.value);
                evidence.add(new Series(member.serverId, aim.metric(), List.of(point)));
            }
        }
        return evidence;
    }

    private Member member(String serverId) {
        Member member = byServer.get(serverId);
        if (member == null) {
            member = new Member(serverId);
            byServer.put(serverId, member);
            members.add(member);
        }
        return member;
    }
}
