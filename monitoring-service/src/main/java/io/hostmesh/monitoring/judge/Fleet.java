package io.hostmesh.monitoring.judge;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.monitoring.sample.SampleBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The groups whose samples travel in one partition, each with its judge. For one thread. */
public final class Fleet {

    private final JudgeSettings settings;
    private final Map<String, GroupJudge> groups = new HashMap<>();

    public Fleet(JudgeSettings settings) {
        this.settings = settings;
    }

    /** Takes samples into the picture without judging them: they were judged before. */
    public void remember(SampleBatch batch) {
        if (batch.groupId() != null) {
            group(batch.groupId()).observe(batch);
        }
    }

    /** Takes samples and judges their group as of their acceptance. */
    public void judge(SampleBatch batch, List<Verdict> findings) {
        if (batch.groupId() != null) {
            GroupJudge group = group(batch.groupId());
            if (group.observe(batch)) {
                group.judge(batch.acceptedAt(), findings);
            }
        }
    }

    /** Learns of a group. What follows from it at once is added to the findings. */
    public void apply(GroupFact fact, long now, List<Verdict> findings) {
        if (fact.deleted()) {
            groups.remove(fact.groupId());
            return;
        }
        GroupJudge group = group(fact.groupId());
        if (group.apply(fact)) {
            group.judge(now, findings);
        }
    }

    /** Learns of a server. What follows from it at once is added to the findings. */
    public void apply(ServerFact fact, long now, List<Verdict> findings) {
        if (fact.groupId() != null) {
            GroupJudge group = group(fact.groupId());
            if (group.apply(fact, now)) {
                group.judge(now, findings);
            }
        }
    }

    /** Goes on with an alert about that metric that is open in the books. */
    public void resume(String groupId, Kind kind, String metric) {
        group(groupId).resume(kind, metric);
    }

    /** Lets go of what nobody will ask for again. */
    public void forget(long now) {
        groups.values().removeIf(group -> {
            group.forget(now);
            return group.isEmpty();
        });
    }

    private GroupJudge group(String groupId) {
        GroupJudge group = groups.get(groupId);
        if (group == null) {
            group = new GroupJudge(groupId, settings);
            groups.put(groupId, group);
        }
        return group;
    }
}
