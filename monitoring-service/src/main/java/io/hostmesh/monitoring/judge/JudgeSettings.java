package io.hostmesh.monitoring.judge;

/**
 * The periods of the judge, in microseconds.
 *
 * @param freshness a member whose newest sample is this old, or older, counts as missing
 * @param repetition an alert that goes on is said again after this time, at the next sample
 * @param silenceAfter a server whose habits are not known and that reported nothing for this long is suspected; one that answered
 *     a probe is left alone for as long
 * @param pipelineGap when nothing came from anyone for this long, silence is counted anew from the next sample on
 * @param stall when the judge itself did not run for this long, or is this far behind, silence is counted anew
 * @param probeAgainAfter the time between two probes of a suspect
 * @param probesToFail probes in a row without an answer that make a suspect silent
 * @param probesAtOnce suspects that are probed at the same time, at most
 * @param forgetAfter what was heard of a server that is gone, or was never made known, is kept this long
 */
public record JudgeSettings(
        long freshness,
        long repetition,
        long silenceAfter,
        long pipelineGap,
        long stall,
        long probeAgainAfter,
        int probesToFail,
        int probesAtOnce,
        long forgetAfter) {

    private static final long SECOND = 1_000_000;

    public static JudgeSettings defaults() {
        return new JudgeSettings(
                5 * SECOND, SECOND * 9 / 10, 10 * SECOND, 3 * SECOND, 2 * SECOND, SECOND, 2, 32, 900 * SECOND);
    }
}
