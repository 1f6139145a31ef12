/**
 * Rules over series: every sample is judged when it arrives. No clock, no input or output; for one thread each.
 *
 * <p>What a sample means:
 *
 * <ul>
 *   <li><b>Two times.</b> {@code takenAt} is the sender's clock, {@code acceptedAt} monitoring's. Samples of a series are ordered by
 *       the first. A sample counts at the earlier of the two, so a sender whose clock runs ahead makes nothing older than it is, and
 *       a backlog that is accepted at once still takes the time that it took. Whether data is missing goes by the second alone, so a
 *       sender whose clock is behind is not missing.
 *   <li><b>Late, out of order, twice:</b> a sample that is not newer than the newest of its series changes nothing.
 *   <li><b>An ordinary NaN</b> says that there is no number: it changes no level. It does end an absence: something came.
 *   <li><b>The stale marker</b> ({@link Numbers#STALE}) ends a series: its data is missing from then on, without waiting for
 *       {@link Rule#missingAfter()}. An absence counts from there on.
 *   <li><b>Infinities</b> are values to a threshold. Where there is something to calculate (rates, ratios, aggregates, anomalies) they
 *       are no numbers, as NaN is not.
 *   <li><b>Missing data</b> is a state of its own: it resolves nothing and fires nothing but an absence. Time without data does not
 *       count towards {@code for} or {@code keepFiringFor}.
 *   <li><b>A counter that falls</b> has been reset: what it shows now is its increase since then.
 * </ul>
 */
@NullMarked
package io.hostmesh.monitoring.rule;

import org.jspecify.annotations.NullMarked;
