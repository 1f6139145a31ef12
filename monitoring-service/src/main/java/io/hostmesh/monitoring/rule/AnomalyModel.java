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

    /** The first of the figures that are kept says how the others are to be read. */
    private static final long FORM = 1;

    private static final int HEAD = 6;
    /** The one of always and the one that is smooth, then those of the hours. */
    private static final int RANGES = 2 + HOURS_OF_DAY + HOURS_OF_WEEK;

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

    /** All that it has learned, as {@link #goOn} takes it; numbers as their bits. */
    long[] figures() {
        int known = 0;
        for (int place = 0; place < RANGES; place++) {
            known += range(place) == null ? 0 : 1;
        }
        long[] all = new long[HEAD + UsualRange.FIGURES * known];
        all[0] = FORM;
        all[1] = figures;
        all[2] = Double.doubleToRawLongBits(smoothed);
        all[3] = bucket;
        all[4] = Double.doubleToRawLongBits(sum);
        all[5] = samples;
        int next = HEAD;
        for (int place = 0; place < RANGES; place++) {
            UsualRange range = range(place);
            if (range != null) {
                range.write(place, all, next);
                next += UsualRange.FIGURES;
            }
        }
        return all;
    }

    /** Goes on where another one with the same settings was; where nothing was kept of it, or in a form that is not known here, it begins. */
    void goOn(long[] all) {
        if (all.length < HEAD || all[0] != FORM) {
            return;
        }
        figures = (int) all[1];
        smoothed = Double.longBitsToDouble(all[2]);
        bucket = all[3];
        sum = Double.longBitsToDouble(all[4]);
        samples = (int) all[5];
        for (int next = HEAD; next < all.length; next += UsualRange.FIGURES) {
            made(UsualRange.place(all, next)).read(all, next);
        }
    }

    private @Nullable UsualRange range(int place) {
        if (place < 2) {
            return place == 0 ? always : smooth;
        }
        int hour = place - 2;
        return hour < HOURS_OF_DAY ? hourly[hour] : weekly[hour - HOURS_OF_DAY];
    }

    private UsualRange made(int place) {
        if (place < 2) {
            return place == 0 ? always : smooth;
        }
        int hour = place - 2;
        return hour < HOURS_OF_DAY ? range(hourly, hour, DAILY_RATE) : range(weekly, hour - HOURS_OF_DAY, WEEKLY_RATE);
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
