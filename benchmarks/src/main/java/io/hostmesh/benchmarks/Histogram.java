package io.hostmesh.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/**
 * A histogram as Prometheus shows it: how many were at most so many seconds.
 *
 * @param atMost the bounds of the buckets and their cumulative counts
 */
record Histogram(TreeMap<Double, Double> atMost) {

    static Histogram read(String metrics, String name) {
        TreeMap<Double, Double> buckets = new TreeMap<>();
        for (String line : metrics.lines().toList()) {
            if (!line.startsWith(name + "_bucket{")) {
                continue;
            }
            String bound = line.substring(line.indexOf("le=\"") + 4);
            bound = bound.substring(0, bound.indexOf('"'));
            double limit = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
            buckets.merge(limit, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)), Double::sum);
        }
        return new Histogram(buckets);
    }

    /** What came since an earlier reading. */
    Histogram since(Histogram earlier) {
        TreeMap<Double, Double> news = new TreeMap<>();
        atMost.forEach((limit, count) -> news.put(limit, count - earlier.atMost.getOrDefault(limit, 0.0)));
        return new Histogram(news);
    }

    double count() {
        return atMost.isEmpty() ? 0 : atMost.lastEntry().getValue();
    }

    /** Seconds, linear within a bucket; beyond the last bound, that bound. */
    double at(double percent) {
        double rank = count() * percent / 100;
        double lower = 0;
        double before = 0;
        for (Map.Entry<Double, Double> bucket : atMost.entrySet()) {
            if (bucket.getValue() >= rank) {
                if (bucket.getKey().isInfinite()) {
                    return lower;
                }
                double inside = bucket.getValue() - before;
                return inside == 0 ? bucket.getKey() : lower + (bucket.getKey() - lower) * (rank - before) / inside;
            }
            lower = bucket.getKey();
            before = bucket.getValue();
        }
        return lower;
    }
}
