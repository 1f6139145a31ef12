package io.hostmesh.monitoring.quiet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what of an alert is to be told to people. What holds: a firing is told once in its episode or not at all; a recovery is told
 * if and only if its firing was; whatever fires and is not muted was told, after the next review at the latest; that a condition
 * flaps is told once, and so is its end.
 */
public final class Telling {

    private final FlapDetector flaps;

    public Telling(FlapDetector flaps) {
        this.flaps = flaps;
    }

    /**
     * What is known of a condition before a step.
     *
     * @param changes when it fired and was resolved, the newest first
     * @param flapping whether that it flaps was told, and not yet that it stopped
     */
    public record Course(List<Instant> changes, boolean flapping) {

        public static final Course NEW = new Course(List.of(), false);

        Course changed(Instant at, boolean nowFlapping) {
            List<Instant> next = new ArrayList<>(changes.size() + 1);
            next.add(at);
            next.addAll(changes);
            return new Course(next.subList(0, Math.min(next.size(), FlapDetector.STATES)), nowFlapping);
        }
    }

    /**
     * What follows from the beginning of an episode.
     *
     * @param told whether the firing is told
     * @param flappingStarted whether to tell that it flaps, besides
     * @param changePercent by which that was decided
     */
    public record Beginning(Mutes mutes, boolean told, boolean flappingStarted, double changePercent, Course course) {}

    /** It fires. {@code mutes} are without flapping, which is decided here. */
    public Beginning fired(Course course, Mutes mutes, Instant at) {
        Course next = course.changed(at, course.flapping());
        double percent = flaps.changePercent(next.changes(), at);
        boolean started = starts(course, mutes, percent);
        Mutes all = mutes.withFlapping(course.flapping() || started);
        return new Beginning(all, !all.holdBack(), started, percent, new Course(next.changes(), all.flapping()));
    }

    /** What follows from the end of an episode: the recovery is told as {@code told} says. */
    public record End(boolean told, boolean flappingStarted, double changePercent, Course course) {}

    /** It is resolved; {@code told} is whether its firing was told. */
    public End resolved(Course course, Mutes mutes, boolean told, Instant at) {
        Course next = course.changed(at, course.flapping());
        double percent = flaps.changePercent(next.changes(), at);
        boolean started = starts(course, mutes, percent);
        return new End(told, started, percent, new Course(next.changes(), course.flapping() || started));
    }

    /** Nobody would hear that something flaps that is muted anyway, so it does not start then. */
    private boolean starts(Course course, Mutes mutes, double percent) {
        return !course.flapping() && !mutes.holdBackWhateverFlaps() && flaps.isFlapping(false, percent);
    }

    /**
     * What follows from a look at an alert between its steps.
     *
     * @param unmutedBecause why its firing is told now; empty where there is nothing to tell
     * @param flappingStopped whether to tell that it does not flap any more
     */
    public record Review(Mutes mutes, Optional<String> unmutedBecause, boolean flappingStopped, double changePercent) {}

    /** It fires on; {@code before} is what was seen last time, and {@code mutes} what is so now, without flapping. */
    public Review stillFiring(Course course, Mutes before, Mutes mutes, boolean told, Instant now) {
        double percent = flaps.changePercent(course.changes(), now);
        boolean flapping = course.flapping() && flaps.isFlapping(true, percent);
        Mutes all = mutes.withFlapping(flapping);
        Optional<String> unmuted = told || all.holdBack() ? Optional.empty() : Optional.of(before.over(all));
        return new Review(all, unmuted, course.flapping() && !flapping, percent);
    }

    /** Whether a condition that flapped and does not fire at the moment has calmed down, and how much it changed. */
    public Review quiet(Course course, Instant now) {
        double percent = flaps.changePercent(course.changes(), now);
        boolean flapping = course.flapping() && flaps.isFlapping(true, percent);
        return new Review(Mutes.NONE.withFlapping(flapping), Optional.empty(), course.flapping() && !flapping, percent);
    }
}
