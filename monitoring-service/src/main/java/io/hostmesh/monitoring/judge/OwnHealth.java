package io.hostmesh.monitoring.judge;

/**
 * How much the judge trusts its own clockwork: one that runs late itself sees silence where there is none, so it slows down
 * its suspicion before it blames others. The local health multiplier of Lifeguard (Dadgar, Phillips, Currey: "Lifeguard: Local
 * Health Awareness for More Accurate Failure Detection", 2017).
 */
final class OwnHealth {

    private static final int WORST = 7;
    private static final long SECOND = 1_000_000;
    /** A tick this long after the one before is late, as is one that judges samples this old. */
    private static final long LATE = SECOND;
    /** One point is forgiven after so much time without lateness. */
    private static final long FORGIVEN_AFTER = 2 * SECOND;

    private int score;
    private long changedAt;

    /**
     * Notes a tick.
     *
     * @param sinceLast the time since the tick before
     * @param behind how far the samples that were judged last were behind
     */
    void tick(long now, long sinceLast, long behind) {
        if (sinceLast > LATE || behind > LATE) {
            score = Math.min(WORST, score + 1);
            changedAt = now;
        } else if (score > 0 && now - changedAt >= FORGIVEN_AFTER) {
            score--;
            changedAt = now;
        }
    }

    /** How many times as long a silence must be to count as it would for a judge in full health; from 1 to 8. */
    int slowness() {
        return 1 + score;
    }
}
