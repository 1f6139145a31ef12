package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.rule.AnomalySettings.Direction;
import org.jspecify.annotations.Nullable;

/**
 * What is usual for a series: at any time, at that hour of the day, and at that hour of the week (in UTC). A figure is as unusual
 * as it is for the one of them that knows it best; beside it, a smoothed series is compared with its own usual range, which finds
 * what lasts without being far away. The memory is bounded: at most 194 ranges, those of hours that never came are never made.
 */
final class AnomalyModel {

    private static final long HOUR = 3_600_000_000L;
    private static final int HOURS_OF_DAY = 24;
    private static final int HOURS_OF_WEEK = 168;
    /** The time began on a Thursday. */
    private static final int HOURS_BEFORE_MONDAY = 72;

    private static final double RATE = 0.0005;
    /** Of a range that gets only one figure in so many. */
    private static final int DAILY_RATE = 6;

    private static final int WEEKLY_RATE = 42;

    private final AnomalySettings settings;
    private final UsualRange always;
    private final UsualRange smooth;
    private final @Nullable UsualRange[] hourly = new @Nullable UsualRange[HOURS_OF_DAY];
    private final @Nullable UsualRange[] weekly = new @Nullable UsualRange[HOURS_OF_WEEK];

    private int figures;
    private double smoothed;

    private long bucket = Long.MIN_VALUE;
    private double sum;
    private int samples;

    AnomalyModel(AnomalySettings settings) {
        this.settings = settings;
        this.always = new UsualRange(RATE, settings.quantile());
        this.smooth = new UsualRange(RATE, settings.quantile());
    }

    /**
     * Takes a number and returns how many times the usual distance its figure is away from the usual, NaN where there is nothing to
     * judge: in training, or in the middle of a bucket.
     */
    double add(long at, double number) {
        if (settings.bucket() == 0) {
            return figure(at, number);
        }
        long its = Math.floorDiv(at, settings.bucket());
        if (its == bucket) {
            sum += number;
            samples++;
            return Double.NaN;
        }
        double score = samples == 0 ? Double.NaN : figure(bucket * settings.bucket(), sum / samples);
        bucket = its;
        sum = number;
        samples = 1;
        return score;
    }

    private double figure(long at, double figure) {
        smoothed = figures == 0 ? figure : smoothed + (figure - smoothed) / settings.smoothing();
        long hour = Math.floorDiv(at, HOUR) + HOURS_BEFORE_MONDAY;
        UsualRange ofDay = range(hourly, (int) Math.floorMod(hour, (long) HOURS_OF_DAY), DAILY_RATE);
        UsualRange ofWeek = range(weekly, (int) Math.floorMod(hour, (long) HOURS_OF_WEEK), WEEKLY_RATE);
        double score = Double.NaN;
        if (figures >= settings.training()) {
            double sudden = least(figure, ofDay, ofWeek);
            double lasting = directed(smooth.distance(smoothed, smallest(smooth)));
            score = Math.max(sudden, lasting);
        }
        figures++;
        always.add(figure);
        smooth.add(smoothed);
        ofDay.add(figure);
        ofWeek.add(figure);
        return score;
    }

    private double least(double figure, UsualRange ofDay, UsualRange ofWeek) {
        double smallest = smallest(always);
        double score = directed(always.distance(figure, smallest));
        if (ofDay.isKnown()) {
            score = Math.min(score, directed(ofDay.distance(figure, smallest)));
        }
        if (ofWeek.isKnown()) {
            score = Math.min(score, directed(ofWeek.distance(figure, smallest)));
        }
        return score;
    }

    private double smallest(UsualRange range) {
        return settings.smallestShare() * Math.abs(range.median()) + Double.MIN_NORMAL;
    }

    private double directed(double distance) {
        if (settings.direction() == Direction.ANY) {
            return Math.abs(distance);
        }
        return Math.max(0, settings.direction() == Direction.ABOVE ? distance : -distance);
    }

    private UsualRange range(@Nullable UsualRange[] ranges, int place, int slower) {
        UsualRange range = ranges[place];
        if (range == null) {
            range = new UsualRange(RATE * slower, settings.quantile());
            ranges[place] = range;
        }
        return range;
    }
}
