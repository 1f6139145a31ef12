package io.hostmesh.monitoring.otlp;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.SampleSink;
import io.hostmesh.monitoring.otlp.SeriesNames.Sort;
import io.hostmesh.monitoring.series.SeriesBatch;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns what OpenTelemetry exports into samples of series, by the rules of its "Prometheus and OpenMetrics Compatibility". Where
 * those leave it open: an increase (delta) keeps its value, has no {@code _total} and carries {@code __temporality__="delta"}, so that
 * nobody takes it for a counter; an exponential histogram gets explicit buckets; minimum and maximum of a histogram are
 * dropped. A point that cannot be told is refused by itself.
 */
final class OtlpTranslation {

    /** Says that a series holds increases and not running totals. */
    static final String TEMPORALITY = "__temporality__";

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int NOT_RECORDED = DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE;

    private final SampleSink sink;
    private final OtlpRefusals refusals;
    private Map<String, String> common = Map.of();
    private long newestMillis;

    OtlpTranslation(SampleSink sink, OtlpRefusals refusals) {
        this.sink = sink;
        this.refusals = refusals;
    }

    void translate(ExportMetricsServiceRequest request) {
        for (ResourceMetrics resource : request.getResourceMetricsList()) {
            Map<String, String> identity = identity(resource.getResource().getAttributesList());
            newestMillis = 0;
            for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                common = new HashMap<>(identity);
                addScope(common, scope.getScope(), scope.getSchemaUrl());
                scope.getMetricsList().forEach(this::translate);
            }
            targetInfo(resource.getResource().getAttributesList(), identity);
        }
    }

    private static Map<String, String> identity(List<KeyValue> resource) {
        Map<String, String> labels = new HashMap<>();
        String name = AttributeLabels.find(resource, "service.name");
        String namespace = AttributeLabels.find(resource, "service.namespace");
        String instance = AttributeLabels.find(resource, "service.instance.id");
        if (!name.isEmpty()) {
            labels.put("job", namespace.isEmpty() ? name : namespace + "/" + name);
        }
        if (!instance.isEmpty()) {
            labels.put("instance", instance);
        }
        String server = AttributeLabels.find(resource, "hostmesh.server");
        if (!server.isEmpty()) {
            labels.put("hostmesh_server", server);
        }
        return labels;
    }

    private static void addScope(Map<String, String> labels, InstrumentationScope scope, String schemaUrl) {
        AttributeLabels.add(labels, "otel_scope_", scope.getAttributesList());
        labels.put("otel_scope_name", scope.getName());
        labels.put("otel_scope_version", scope.getVersion());
        labels.put("otel_scope_schema_url", schemaUrl);
    }

    /** The resource's other attributes, as a series of the value 1 that others can be joined with. */
    private void targetInfo(List<KeyValue> resource, Map<String, String> identity) {
        boolean identified = identity.containsKey("job") || identity.containsKey("instance");
        List<KeyValue> others = resource.stream()
                .filter(attribute -> !attribute.getKey().equals("service.name")
                        && !attribute.getKey().equals("service.namespace")
                        && !attribute.getKey().equals("service.instance.id"))
                .toList();
        if (!identified || others.isEmpty() || newestMillis == 0) {
            return;
        }
        Map<String, String> labels = new HashMap<>();
        AttributeLabels.add(labels, "", others);
        labels.putAll(identity);
        labels.put(Labels.NAME, "target_info");
        sink.add(Labels.of(labels), newestMillis, 1);
    }

    private void translate(Metric metric) {
        switch (metric.getDataCase()) {
            case GAUGE -> numbers(metric, Sort.GAUGE, false, metric.getGauge().getDataPointsList());
            case SUM -> sum(metric);
            case HISTOGRAM -> histogram(metric);
            case EXPONENTIAL_HISTOGRAM -> exponentialHistogram(metric);
            case SUMMARY -> summary(metric);
            case DATA_NOT_SET -> refusals.refuse(1, quoted(metric) + " has no data of a known kind");
        }
    }

    private void sum(Metric metric) {
        List<NumberDataPoint> points = metric.getSum().getDataPointsList();
        AggregationTemporality temporality = metric.getSum().getAggregationTemporality();
        if (isKnown(metric, temporality, points.size())) {
            boolean delta = temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
            boolean counter = metric.getSum().getIsMonotonic() && !delta;
            numbers(metric, counter ? Sort.COUNTER : Sort.OTHER, delta, points);
        }
    }

    private boolean isKnown(Metric metric, AggregationTemporality temporality, int points) {
        return switch (temporality) {
            case AGGREGATION_TEMPORALITY_DELTA, AGGREGATION_TEMPORALITY_CUMULATIVE -> true;
            case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED -> {
                refusals.refuse(points, quoted(metric) + " must be delta or cumulative");
                yield false;
            }
        };
    }

    private void numbers(Metric metric, Sort sort, boolean delta, List<NumberDataPoint> points) {
        String name = SeriesNames.metric(metric.getName(), metric.getUnit(), sort);
        for (NumberDataPoint point : points) {
            if (!isTold(metric, name, point.getTimeUnixNano())) {
                continue;
            }
            Map<String, String> labels = labels(point.getAttributesList(), delta);
            if ((point.getFlags() & NOT_RECORDED) != 0) {
                put(name, labels, point.getTimeUnixNano(), SeriesBatch.STALE);
                continue;
            }
            switch (point.getValueCase()) {
                case AS_INT -> put(name, labels, point.getTimeUnixNano(), (double) point.getAsInt());
                case AS_DOUBLE -> put(name, labels, point.getTimeUnixNano(), ordinary(point.getAsDouble()));
                case VALUE_NOT_SET -> refusals.refuse(1, quoted(metric) + " has a point without a value");
            }
        }
    }

    private void histogram(Metric metric) {
        AggregationTemporality temporality = metric.getHistogram().getAggregationTemporality();
        List<HistogramDataPoint> points = metric.getHistogram().getDataPointsList();
        if (!isKnown(metric, temporality, points.size())) {
            return;
        }
        boolean delta = temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
        String name = SeriesNames.metric(metric.getName(), metric.getUnit(), Sort.OTHER);
        for (HistogramDataPoint point : points) {
            if (!isTold(metric, name, point.getTimeUnixNano())) {
                continue;
            }
            if (!isWellFormed(point)) {
                refusals.refuse(
                        1, quoted(metric) + " must have ascending bounds and one bucket more than it has bounds");
                continue;
            }
            boolean recorded = (point.getFlags() & NOT_RECORDED) == 0;
            SortedMap<Double, Double> counts = new TreeMap<>();
            for (int bound = 0; bound < point.getExplicitBoundsCount(); bound++) {
                double count = recorded ? ExponentialBuckets.unsigned(point.getBucketCounts(bound)) : 0;
                counts.put(point.getExplicitBounds(bound) + 0.0, count);
            }
            counts.remove(Double.POSITIVE_INFINITY);
            Totals totals = new Totals(recorded, point.hasSum(), point.getSum(), point.getCount());
            buckets(name, labels(point.getAttributesList(), delta), point.getTimeUnixNano(), counts, totals);
        }
    }

    private static boolean isWellFormed(HistogramDataPoint point) {
        boolean recorded = (point.getFlags() & NOT_RECORDED) == 0;
        int bounds = point.getExplicitBoundsCount();
        int buckets = point.getBucketCountsCount();
        if (recorded ? buckets != bounds + 1 && (buckets != 0 || bounds != 0) : buckets != 0 && buckets != bounds + 1) {
            return false;
        }
        for (int bound = 0; bound < bounds; bound++) {
            double next = point.getExplicitBounds(bound);
            if (Double.isNaN(next) || (bound > 0 && next <= point.getExplicitBounds(bound - 1))) {
                return false;
            }
        }
        return true;
    }

    private void exponentialHistogram(Metric metric) {
        AggregationTemporality temporality = metric.getExponentialHistogram().getAggregationTemporality();
        List<ExponentialHistogramDataPoint> points =
                metric.getExponentialHistogram().getDataPointsList();
        if (!isKnown(metric, temporality, points.size())) {
            return;
        }
        boolean delta = temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
        String name = SeriesNames.metric(metric.getName(), metric.getUnit(), Sort.OTHER);
        for (ExponentialHistogramDataPoint point : points) {
            if (!isTold(metric, name, point.getTimeUnixNano())) {
                continue;
            }
            SortedMap<Double, Double> counts = ExponentialBuckets.of(point);
            if (counts == null) {
                refusals.refuse(1, quoted(metric) + " must have a scale from -10 to 20 and fewer buckets");
                continue;
            }
            boolean recorded = (point.getFlags() & NOT_RECORDED) == 0;
            Totals totals = new Totals(recorded, point.hasSum(), point.getSum(), point.getCount());
            buckets(name, labels(point.getAttributesList(), delta), point.getTimeUnixNano(), counts, totals);
        }
    }

    /** What a histogram says besides its buckets; where nothing was recorded, its series end. */
    private record Totals(boolean recorded, boolean hasSum, double sum, long count) {}

    private void buckets(
            String name, Map<String, String> labels, long timeNanos, SortedMap<Double, Double> counts, Totals totals) {
        double soFar = 0;
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            soFar += bucket.getValue();
            labels.put("le", SeriesNames.number(bucket.getKey()));
            put(name + "_bucket", labels, timeNanos, totals.recorded() ? soFar : SeriesBatch.STALE);
        }
        double count = totals.recorded() ? ExponentialBuckets.unsigned(totals.count()) : SeriesBatch.STALE;
        labels.put("le", "+Inf");
        put(name + "_bucket", labels, timeNanos, count);
        labels.remove("le");
        put(name + "_count", labels, timeNanos, count);
        if (totals.hasSum() || !totals.recorded()) {
            put(name + "_sum", labels, timeNanos, totals.recorded() ? ordinary(totals.sum()) : SeriesBatch.STALE);
        }
    }

    private void summary(Metric metric) {
        String name = SeriesNames.metric(metric.getName(), metric.getUnit(), Sort.OTHER);
        for (SummaryDataPoint point : metric.getSummary().getDataPointsList()) {
            long time = point.getTimeUnixNano();
            if (!isTold(metric, name, time)) {
                continue;
            }
            boolean recorded = (point.getFlags() & NOT_RECORDED) == 0;
            Map<String, String> labels = labels(point.getAttributesList(), false);
            point.getQuantileValuesList().forEach(quantile -> {
                labels.put("quantile", SeriesNames.number(quantile.getQuantile()));
                put(name, labels, time, recorded ? ordinary(quantile.getValue()) : SeriesBatch.STALE);
            });
            labels.remove("quantile");
            put(name + "_sum", labels, time, recorded ? ordinary(point.getSum()) : SeriesBatch.STALE);
            double count = ExponentialBuckets.unsigned(point.getCount());
            put(name + "_count", labels, time, recorded ? count : SeriesBatch.STALE);
        }
    }

    private boolean isTold(Metric metric, String name, long timeNanos) {
        if (name.isEmpty()) {
            refusals.refuse(1, quoted(metric) + " has a name without a letter or digit");
            return false;
        }
        if (timeNanos <= 0) {
            refusals.refuse(1, quoted(metric) + " has a point without a time");
            return false;
        }
        return true;
    }

    private Map<String, String> labels(List<KeyValue> attributes, boolean delta) {
        Map<String, String> labels = new HashMap<>();
        AttributeLabels.add(labels, "", attributes);
        labels.putAll(common);
        if (delta) {
            labels.put(TEMPORALITY, "delta");
        }
        return labels;
    }

    private void put(String name, Map<String, String> labels, long timeNanos, double value) {
        long millis = timeNanos / NANOS_PER_MILLI;
        newestMillis = Math.max(newestMillis, millis);
        labels.put(Labels.NAME, name);
        sink.add(Labels.of(labels), millis, value);
    }

    /** A sender's own NaN is a value, even one that has the bits of the marker. */
    private static double ordinary(double value) {
        return Double.isNaN(value) ? Double.NaN : value;
    }

    private static String quoted(Metric metric) {
        String name = metric.getName();
        return "metric '" + (name.length() > 80 ? name.substring(0, 80) + "..." : name) + "'";
    }
}
