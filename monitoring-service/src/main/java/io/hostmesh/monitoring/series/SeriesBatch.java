package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.label.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Series of one account that did not come by remote write: what the senders of other formats hand in. What of it is allowed
 * is found by the same rules.
 */
public final class SeriesBatch {

    /** The value that says that a series ends here; no other NaN does. */
    public static final double STALE = Double.longBitsToDouble(0x7FF0_0000_0000_0002L);

    private final String accountId;
    private final @Nullable String serverId;
    private final String correlationId;
    private final byte[] body;
    private final int size;

    private SeriesBatch(String accountId, @Nullable String serverId, String correlationId, byte[] body, int size) {
        this.accountId = accountId;
        this.serverId = serverId;
        this.correlationId = correlationId;
        this.body = body;
        this.size = size;
    }

    /** Whether that value is {@link #STALE}, which no comparison of numbers tells. */
    public static boolean isStale(double value) {
        return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(STALE);
    }

    public String accountId() {
        return accountId;
    }

    /** The server whose token came with them; null for a key of the account. */
    public @Nullable String serverId() {
        return serverId;
    }

    public String correlationId() {
        return correlationId;
    }

    /** How many samples there are. */
    public int size() {
        return size;
    }

    /** A body of remote write 1.0, not compressed. */
    byte[] body() {
        return body;
    }

    /** Collects samples. Those of one series are best added one after the other. Not for more than one thread. */
    public static final class Builder {

        private final String accountId;
        private final @Nullable String serverId;
        private final String correlationId;
        private final WriteRequestWriter writer = new WriteRequestWriter();
        private @Nullable Labels series;
        private int size;

        public Builder(String accountId, @Nullable String serverId, String correlationId) {
            this.accountId = accountId;
            this.serverId = serverId;
            this.correlationId = correlationId;
        }

        /**
         * Adds a sample.
         *
         * @param labels with the name of the metric as {@code __name__}; the server, if it is about one and no server's
         *     token came with it, as the configured label ({@code hostmesh_server})
         * @param takenAtMillis since 1970
         * @param value any, {@link SeriesBatch#STALE} for the end of the series
         */
        public Builder add(Labels labels, long takenAtMillis, double value) {
            if (series == null || !labels.equals(series)) {
                endSeries();
                series = labels;
                writer.beginSeries();
                for (int index = 0; index < labels.size(); index++) {
                    writer.label(labels.name(index), labels.value(index));
                }
            }
            writer.sample(takenAtMillis, value);
            size++;
            return this;
        }

        public int size() {
            return size;
        }

        public SeriesBatch build() {
            endSeries();
            byte[] body = Arrays.copyOf(writer.bytes(), writer.length());
            return new SeriesBatch(accountId, serverId, correlationId, body, size);
        }

        private void endSeries() {
            if (series != null) {
                writer.endSeries();
                series = null;
            }
        }
    }
}
