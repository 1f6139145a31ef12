package io.hostmesh.monitoring.judge;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.monitoring.judge.GroupFact.Target;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.sample.SampleBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one group: its members are the same for every metric, and each metric has its own judge. */
final class GroupJudge {

    private final String groupId;
    private final JudgeSettings settings;
    private final Map<String, Member> byServer = new HashMap<>();
    private final List<Member> members = new ArrayList<>();
    private @Nullable String accountId;
    private MetricJudge[] metrics = {};
    private List<Target> targets = List.of();
    /** Alerts that are open although nobody aims at their metric any more. */
    private final List<Left> left = new ArrayList<>();
    /** Until the group is made known, each member's newest batch waits for it. */
    private boolean known;

    private int min;
    private long warmUp;

    private record Left(Kind kind, String metric) {}

    GroupJudge(String groupId, JudgeSettings settings) {
        this.groupId = groupId;
        this.settings = settings;
    }

    @Nullable
    String accountId() {
        return accountId;
    }

    List<Member> members() {
        return members;
    }

    /** How far the group may shrink by what is judged: to one member, whatever its minimum, as nobody else is measured. */
    int least() {
        return Math.max(1, min);
    }

    long warmUp() {
        return warmUp;
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
        if (member.presence == Presence.ABSENT) {
            return false;
        }
        boolean changed = false;
        for (int metric = 0; metric < metrics.length; metric++) {
            int number = batch.metricNumber(metrics[metric].target().metric());
            if (number >= 0 && member.observe(batch, number, metric)) {
                metrics[metric].touch();
                changed = true;
            }
        }
        return changed;
    }

    /** Returns whether the figures have to be judged again because of it. */
    boolean apply(GroupFact fact) {
        if (fact.accountId() != null) {
            accountId = fact.accountId();
        }
        boolean changed = !targets.equals(fact.targets()) || min != fact.min() || warmUp != fact.warmUp();
        min = fact.min();
        warmUp = fact.warmUp();
        if (!targets.equals(fact.targets())) {
            aimAt(fact.targets());
        }
        if (!known) {
            known = true;
            members.forEach(this::observeWaiting);
        }
        if (changed) {
            touchAll();
        }
        return changed || !left.isEmpty();
    }

    private void aimAt(List<Target> next) {
        MetricJudge[] before = metrics;
        MetricJudge[] after = new MetricJudge[next.size()];
        int[] numbersBefore = new int[next.size()];
        boolean[] stays = new boolean[before.length];
        for (int metric = 0; metric < after.length; metric++) {
            numbersBefore[metric] = numberOf(next.get(metric).metric());
            MetricJudge same = numbersBefore[metric] < 0 ? null : before[numbersBefore[metric]];
            after[metric] = new MetricJudge(groupId, settings, metric, next.get(metric), same);
            if (same != null) {
                stays[numbersBefore[metric]] = true;
            }
        }
        for (int metric = 0; metric < before.length; metric++) {
            Kind open = before[metric].open();
            if (!stays[metric] && open != null) {
                left.add(new Left(open, before[metric].target().metric()));
            }
        }
        members.forEach(member -> member.rearrange(numbersBefore));
        metrics = after;
        targets = next;
    }

    private int numberOf(String metric) {
        for (int number = 0; number < metrics.length; number++) {
            if (metrics[number].target().metric().equals(metric)) {
                return number;
            }
        }
        return -1;
    }

    private void touchAll() {
        for (MetricJudge metric : metrics) {
            metric.touch();
        }
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
        member.become(fact.presence(), fact.since(), now);
        touchAll();
        return true;
    }

    /** Goes on with an alert that is open in the books; one of no known metric is that of the first. */
    void resume(Kind kind, String metric) {
        int number = metric.isEmpty() && metrics.length > 0 ? 0 : numberOf(metric);
        if (number < 0) {
            left.add(new Left(kind, metric));
        } else {
            metrics[number].resume(kind);
        }
    }

    boolean isEmpty() {
        return metrics.length == 0 && left.isEmpty() && members.isEmpty();
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
        if (known && !left.isEmpty()) {
            for (Left open : left) {
                findings.add(new Verdict.Resolved(
                        open.kind(),
                        groupId,
                        open.metric(),
                        "the group is not sized by a target any more",
                        null,
                        List.of(),
                        Micros.instant(now)));
            }
            left.clear();
        }
        for (MetricJudge metric : metrics) {
            metric.judge(this, now, findings);
        }
    }

    private Member member(String serverId) {
        Member member = byServer.get(serverId);
        if (member == null) {
            member = new Member(serverId, metrics.length);
            byServer.put(serverId, member);
            members.add(member);
        }
        return member;
    }
}
