package io.hostmesh.monitoring.judge;

import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.sample.SampleBatch;
import org.jspecify.annotations.Nullable;

/** One member of a group, with its newest figure of each metric that the group is judged by. */
final class Member {

    final String serverId;
    Presence presence = Presence.UNKNOWN;
    /** By the number of the metric among those of the group. */
    Figure[] figures;

    /** Samples that came before the group was made known. */
    @Nullable
    SampleBatch waiting;

    /** When it became what it is, if that is known. */
    private long since = Long.MIN_VALUE;

    private long touchedAt;

    Member(String serverId, int metrics) {
        this.serverId = serverId;
        this.figures = fresh(metrics);
    }

    boolean observe(SampleBatch batch, int metricNumber, int figure) {
        touchedAt = batch.acceptedAt();
        return figures[figure].observe(batch, metricNumber);
    }

    /** Keeps the figures of metrics that are still there: {@code before[i]} is the former number of metric i, or -1. */
    void rearrange(int[] before) {
        Figure[] next = fresh(before.length);
        for (int metric = 0; metric < before.length; metric++) {
            if (before[metric] >= 0) {
                next[metric] = figures[before[metric]];
            }
        }
        figures = next;
    }

    void become(Presence newPresence, long at, long now) {
        presence = newPresence;
        since = at;
        touchedAt = Math.max(touchedAt, now);
    }

    /** True while it runs for less than the warm-up, by the time that it was provisioned. */
    boolean isWarmingUp(long now, long warmUp) {
        return presence == Presence.EXPECTED && since <= now && now - since < warmUp;
    }

    boolean isForgettable(long now, long forgetAfter) {
        return presence != Presence.EXPECTED && now - touchedAt > forgetAfter;
    }

    private static Figure[] fresh(int metrics) {
        Figure[] figures = new Figure[metrics];
        for (int metric = 0; metric < metrics; metric++) {
            figures[metric] = new Figure();
        }
        return figures;
    }
}
