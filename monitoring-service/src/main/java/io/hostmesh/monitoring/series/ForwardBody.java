package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.monitoring.label.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Gathers samples of many accounts into one body of remote write 1.0. Each series gets the account as a label, and the server where its
 * token came with it; whatever a sender calls so itself is replaced. For one thread.
 */
public final class ForwardBody {

    /** The label that says which group a server's own metrics are of. */
    public static final String GROUP_LABEL = "hostmesh_group";

    private static final int SERIES = 1 << 3 | Wire.BYTES;

    private final String accountLabel;
    private final String serverLabel;
    private final BodyBuffer body;
    private final WriteRequestWriter writer = new WriteRequestWriter();
    private final Wire wire = new Wire();
    private final Wire fields = new Wire();
    private final Wire label = new Wire();
    private final SampleReader reader = new SampleReader();
    private int samples;

    /** A label that is added to series. */
    private static final class Added {
        final byte[] name;
        final byte[] value;

        Added(String name, String value) {
            this.name = name.getBytes(UTF_8);
            this.value = value.getBytes(UTF_8);
        }
    }

    /**
     * Begins without a sample.
     *
     * @param maximumBytes of the body of one record, uncompressed
     */
    public ForwardBody(String accountLabel, String serverLabel, int maximumBytes) {
        this.accountLabel = accountLabel;
        this.serverLabel = serverLabel;
        this.body = new BodyBuffer(maximumBytes);
    }

    /** How many samples were gathered. */
    public int samples() {
        return samples;
    }

    /**
     * Adds the samples of a record.
     *
     * @throws MalformedBodyException where its body is none; what came before that is added
     */
    public void add(SeriesRecord record) {
        List<Added> added = added(record.accountId(), record.serverId());
        int length = body.read(record);
        wire.open(body.bytes(), 0, length);
        while (wire.hasMore()) {
            int tag = wire.tag();
            if (tag != SERIES) {
                wire.skip(tag);
                continue;
            }
            int size = wire.length();
            int from = wire.position;
            wire.position += size;
            writer.beginSeries();
            int samplesFrom = copyLabels(from, wire.position, added);
            reader.open(body.bytes(), samplesFrom, wire.position);
            while (reader.next()) {
                writer.sample(reader.takenAt, reader.value);
                samples++;
            }
            writer.endSeries();
        }
    }

    /** Adds a sample of a series that has all its labels. */
    public void add(Labels series, long takenAtMillis, double value) {
        writer.beginSeries();
        for (int index = 0; index < series.size(); index++) {
            writer.label(series.name(index), series.value(index));
        }
        writer.sample(takenAtMillis, value);
        writer.endSeries();
        samples++;
    }

    private List<Added> added(String accountId, @Nullable String serverId) {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put(accountLabel, accountId);
        if (serverId != null) {
            labels.put(serverLabel, serverId);
        }
        return labels.entrySet().stream()
                .map(one -> new Added(one.getKey(), one.getValue()))
                .toList();
    }

    /** Names ascend, and those that are added have their place among them. Returns where the labels end. */
    private int copyLabels(int from, int to, List<Added> added) {
        byte[] bytes = body.bytes();
        int next = 0;
        fields.open(bytes, from, to);
        while (fields.hasMore() && bytes[fields.position] == SampleReader.LABELS) {
            int begin = fields.position;
            fields.position++;
            int size = fields.length();
            int end = fields.position + size;
            label.open(bytes, fields.position, end);
            label.tag();
            int nameLength = label.length();
            int nameFrom = label.position;
            fields.position = end;
            int order = -1;
            while (next < added.size() && order < 0) {
                byte[] name = added.get(next).name;
                order = Arrays.compareUnsigned(name, 0, name.length, bytes, nameFrom, nameFrom + nameLength);
                if (order <= 0) {
                    write(added.get(next++));
                }
            }
            if (order != 0) {
                writer.labels(bytes, begin, end);
            }
        }
        while (next < added.size()) {
            write(added.get(next++));
        }
        return fields.position;
    }

    private void write(Added one) {
        writer.label(one.name, 0, one.name.length, one.value, 0, one.value.length);
    }

    /** The name of a metric as Prometheus allows it. */
    public static String metricName(String metric) {
        String name = Objects.requireNonNull(metric).replaceAll("[^a-zA-Z0-9_:]", "_");
        return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    /** The body as it is sent. */
    public byte[] compressed() {
        try {
            return Snappy.compress(Arrays.copyOf(writer.bytes(), writer.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins anew. */
    public void clear() {
        writer.clear();
        samples = 0;
    }
}
