package io.hostmesh.monitoring.otlp;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of an exponential histogram as explicit ones. The scale is brought down to {@value #FINEST_SCALE} (four buckets for a
 * doubling) or lower, which merges neighbours and loses nothing else, so that bounds stay few and the same whatever scale a
 * sender picks next.
 */
final class ExponentialBuckets {

    static final int FINEST_SCALE = 2;
    static final int MAXIMUM_BUCKETS = 160;
    private static final int MAXIMUM_SENT = 100_000;
    private static final int LOWEST_SCALE = -11;
    /** The same text on every Java, whatever it makes of the last bit of a power. */
    private static final MathContext BOUND = new MathContext(12);

    private ExponentialBuckets() {}

    /** Counts by upper bound, not yet added up, without the one up to infinity; null where the point is none. */
    @Nullable
    static SortedMap<Double, Double> of(ExponentialHistogramDataPoint point) {
        int positive = point.getPositive().getBucketCountsCount();
        int negative = point.getNegative().getBucketCountsCount();
        if (positive > MAXIMUM_SENT
                || negative > MAXIMUM_SENT
                || point.getScale() > 20
                || point.getScale() < LOWEST_SCALE) {
            return null;
        }
        int scale = Math.min(point.getScale(), FINEST_SCALE);
        while (scale > LOWEST_SCALE
                && width(point.getPositive(), point.getScale() - scale)
                                + width(point.getNegative(), point.getScale() - scale)
                        > MAXIMUM_BUCKETS) {
            scale--;
        }
        int shift = point.getScale() - scale;
        TreeMap<Double, Double> counts = new TreeMap<>();
        for (int index = 0; index < negative; index++) {
            long bucket = shifted((long) point.getNegative().getOffset() + index, shift);
            add(counts, -bound(bucket, scale), point.getNegative().getBucketCounts(index));
        }
        add(counts, Math.max(0, point.getZeroThreshold()), point.getZeroCount());
        for (int index = 0; index < positive; index++) {
            long bucket = shifted((long) point.getPositive().getOffset() + index, shift);
            add(counts, bound(bucket + 1, scale), point.getPositive().getBucketCounts(index));
        }
        counts.remove(Double.POSITIVE_INFINITY);
        return counts;
    }

    /** A count of 64 bits without a sign. */
    static double unsigned(long count) {
        return count >= 0 ? count : (count >>> 1) * 2.0 + (count & 1);
    }

    private static void add(Map<Double, Double> counts, double bound, long count) {
        if (count != 0) {
            counts.merge(bound + 0.0, unsigned(count), Double::sum);
        }
    }

    private static long width(Buckets buckets, int shift) {
        int count = buckets.getBucketCountsCount();
        return count == 0
                ? 0
                : shifted((long) buckets.getOffset() + count - 1, shift) - shifted(buckets.getOffset(), shift) + 1;
    }

    /** The bucket of a coarser scale that holds that one. A scale below the lowest has one on each side of one. */
    private static long shifted(long bucket, int shift) {
        return bucket >> Math.max(0, Math.min(shift, 62));
    }

    /** 2 to the power of {@code index / 2^scale}. */
    private static double bound(long index, int scale) {
        double exponent = scale >= 0 ? (double) index / (1L << scale) : (double) index * (1L << -scale);
        double bound = Math.pow(2, exponent);
        if (bound == 0 || Double.isInfinite(bound)) {
            return bound;
        }
        return new BigDecimal(bound).round(BOUND).doubleValue();
    }
}
