package io.hostmesh.monitoring.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a range is read from.
 *
 * @param coarsest the source with the longest resolution; the newest part of the range comes of finer ones
 * @param from the beginning of the first step, not after the one that was asked for
 * @param step a multiple of the coarsest resolution, not shorter than what was asked for
 */
public record Reading(Source coarsest, Instant from, Instant to, Duration step) {

    /** A part of the range, which one source has whole. */
    public record Stretch(Source source, Instant from, Instant to) {}

    /**
     * How long samples are kept.
     *
     * @param raw of servers' own metrics; zero where a series has no raw samples
     * @param hours zero where they are not to be read
     */
    public record Kept(Duration raw, Duration minutes, Duration hours) {

        /** The same for series that are rolled up as they come. */
        public Kept withoutRaw() {
            return new Kept(Duration.ZERO, minutes, hours);
        }

        /** The same for a question that hours have no answer to. */
        public Kept withoutHours() {
            return new Kept(raw, minutes, Duration.ZERO);
        }

        boolean has(Source source, Instant from, Instant now) {
            return switch (source) {
                case RAW -> !raw.isZero() && !from.isBefore(now.minus(raw));
                case MINUTE -> !from.isBefore(now.minus(minutes));
                case HOUR -> !hours.isZero() && !from.isBefore(now.minus(hours));
            };
        }
    }

    /**
     * How far samples are rolled up.
     *
     * @param minutes all samples before it are in minutes
     * @param hours all minutes before it are in hours
     */
    public record RolledUp(Instant minutes, Instant hours) {}

    /**
     * Chooses the coarsest source that has the range and can answer for the step exactly; where there is none, the finest that has the
     * range, and a longer step. Empty where the range begins before everything that is kept.
     */
    public static Optional<Reading> choose(Instant from, Instant to, Duration step, Instant now, Kept kept) {
        Source[] sources = Source.values();
        Source finest = null;
        for (int index = sources.length - 1; index >= 0; index--) {
            Source source = sources[index];
            if (kept.has(source, from, now)) {
                finest = source;
                if (isMultiple(step, source.resolution())) {
                    return Optional.of(of(source, from, to, step));
                }
            }
        }
        return finest == null ? Optional.empty() : Optional.of(of(finest, from, to, step));
    }

    private static Reading of(Source source, Instant from, Instant to, Duration step) {
        long resolution = source.resolution().toMillis();
        if (resolution == 0) {
            return new Reading(source, from, to, step);
        }
        long steps = Math.max(1, (step.toMillis() + resolution - 1) / resolution);
        Instant begin = Instant.ofEpochMilli(Math.floorDiv(from.toEpochMilli(), resolution) * resolution);
        return new Reading(source, begin, to, Duration.ofMillis(steps * resolution));
    }

    private static boolean isMultiple(Duration step, Duration resolution) {
        return resolution.isZero() || step.toNanos() % resolution.toNanos() == 0;
    }

    /** The same range with so much before it, in whole steps. */
    public Reading reachingBack(Duration reach) {
        long steps = (reach.toMillis() + step.toMillis() - 1) / step.toMillis();
        return new Reading(coarsest, from.minus(step.multipliedBy(steps)), to, step);
    }

    /** The range cut where each source ends: hours, then minutes, then samples that are in no minute yet. */
    public List<Stretch> stretches(RolledUp rolledUp, Instant now, Kept kept) {
        List<Stretch> stretches = new ArrayList<>();
        Instant at = from;
        if (coarsest == Source.HOUR) {
            at = cut(stretches, Source.HOUR, at, later(rolledUp.hours(), now.minus(kept.minutes()), Source.HOUR));
        }
        if (coarsest != Source.RAW) {
            Instant end = kept.raw().isZero() ? to : later(rolledUp.minutes(), now.minus(kept.raw()), Source.MINUTE);
            at = cut(stretches, Source.MINUTE, at, end);
        }
        if (!kept.raw().isZero()) {
            cut(stretches, Source.RAW, at, to);
        }
        return stretches;
    }

    /** What a finer source does not have any more is read from the coarser one, whether that has all of it or not. */
    private static Instant later(Instant rolledUpTo, Instant finerFrom, Source source) {
        long resolution = source.resolution().toMillis();
        Instant whole =
                Instant.ofEpochMilli(Math.floorDiv(finerFrom.toEpochMilli() + resolution - 1, resolution) * resolution);
        return rolledUpTo.isAfter(whole) ? rolledUpTo : whole;
    }

    private Instant cut(List<Stretch> stretches, Source source, Instant begin, Instant end) {
        Instant until = end.isBefore(to) ? end : to;
        if (!begin.isBefore(until)) {
            return begin;
        }
        stretches.add(new Stretch(source, begin, until));
        return until;
    }
}
