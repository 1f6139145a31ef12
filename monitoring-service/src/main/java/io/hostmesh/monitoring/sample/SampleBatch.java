package io.hostmesh.monitoring.sample;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one request of one server, as parallel arrays: a batch of any size is a handful of objects. Metric names
 * are held once and referred to by number.
 */
public final class SampleBatch {

    private final String serverId;
    private final @Nullable String groupId;
    private final @Nullable String accountId;
    private final String correlationId;
    private final long acceptedAt;
    private final String[] metrics;
    private final int[] metricNumbers;
    private final long[] takenAt;
    private final double[] values;
    private final int size;

    SampleBatch(
            String serverId,
            @Nullable String groupId,
            @Nullable String accountId,
            String correlationId,
            long acceptedAt,
            String[] metrics,
            int[] metricNumbers,
            long[] takenAt,
            double[] values,
            int size) {
        this.serverId = serverId;
        this.groupId = groupId;
        this.accountId = accountId;
        this.correlationId = correlationId;
        this.acceptedAt = acceptedAt;
        this.metrics = metrics;
        this.metricNumbers = metricNumbers;
        this.takenAt = takenAt;
        this.values = values;
        this.size = size;
    }

    public String serverId() {
        return serverId;
    }

    /** The group that the server says it belongs to, by its token; null for a server of its own. */
    public @Nullable String groupId() {
        return groupId;
    }

    public @Nullable String accountId() {
        return accountId;
    }

    /** The correlation id of the request that brought the samples. */
    public String correlationId() {
        return correlationId;
    }

    /** When the request was accepted, by the clock of monitoring, in microseconds. */
    public long acceptedAt() {
        return acceptedAt;
    }

    public int size() {
        return size;
    }

    public int metricCount() {
        return metrics.length;
    }

    public String metric(int number) {
        return metrics[number];
    }

    /** The number of that metric in this batch, or -1 where the batch has no sample of it. */
    public int metricNumber(String metric) {
        for (int number = 0; number < metrics.length; number++) {
            if (metrics[number].equals(metric)) {
                return number;
            }
        }
        return -1;
    }

    /** The number of the metric of the sample at that index. */
    public int metricNumberAt(int index) {
        return metricNumbers[index];
    }

    /** When the sample at that index was taken, by the clock of its server, in microseconds. */
    public long takenAt(int index) {
        return takenAt[index];
    }

    public double value(int index) {
        return values[index];
    }

    /** What the record's key is: batches of one group, or of one lone server, stay in order. */
    public String key() {
        return groupId != null ? groupId : serverId;
    }

    /** Collects samples; not for more than one thread. */
    public static final class Builder {
        private final String serverId;
        private final @Nullable String groupId;
        private final @Nullable String accountId;
        private final String correlationId;
        private String[] metrics = new String[8];
        private int metricCount;
        private int[] metricNumbers = new int[16];
        private long[] takenAt = new long[16];
        private double[] values = new double[16];
        private int size;

        public Builder(String serverId, @Nullable String groupId, @Nullable String accountId, String correlationId) {
            this.serverId = serverId;
            this.groupId = groupId;
            this.accountId = accountId;
            this.correlationId = correlationId;
        }

        public Builder add(String metric, long sampleTakenAt, double value) {
            if (size == values.length) {
                metricNumbers = Arrays.copyOf(metricNumbers, size * 2);
                takenAt = Arrays.copyOf(takenAt, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            metricNumbers[size] = numberOf(metric);
            takenAt[size] = sampleTakenAt;
            values[size] = value;
            size++;
            return this;
        }

        public int size() {
            return size;
        }

        public SampleBatch build(long acceptedAt) {
            return new SampleBatch(
                    serverId,
                    groupId,
                    accountId,
                    correlationId,
                    acceptedAt,
                    Arrays.copyOf(metrics, metricCount),
                    Arrays.copyOf(metricNumbers, size),
                    Arrays.copyOf(takenAt, size),
                    Arrays.copyOf(values, size),
                    size);
        }

        private int numberOf(String metric) {
            for (int number = 0; number < metricCount; number++) {
                if (metrics[number].equals(metric)) {
                    return number;
                }
            }
            if (metricCount == metrics.length) {
                metrics = Arrays.copyOf(metrics, metricCount * 2);
            }
            metrics[metricCount] = metric;
            return metricCount++;
        }
    }
}
