package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.label.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** Bodies of remote write as senders make them. */
public final class Bodies {

    private Bodies() {}

    /** A body of 1.0 of one series, the labels in the order given, compressed. */
    public static byte[] first(long takenAtMillis, double value, String... labels) {
        WriteRequestWriter writer = new WriteRequestWriter();
        add(writer, takenAtMillis, value, labels);
        return compressed(writer);
    }

    /** A body of 1.0 of at least so many bytes, compressed or not: its labels have nothing in common. */
    public static byte[] hardToCompress(long takenAtMillis, int leastBytes) {
        WriteRequestWriter writer = new WriteRequestWriter();
        Random random = new Random(7);
        while (writer.length() < leastBytes) {
            String[] labels = new String[12];
            for (int index = 0; index < labels.length; index += 2) {
                labels[index] = index == 0 ? "__name__" : "label_" + index;
                labels[index + 1] = index == 0 ? "up" : letters(random, 1_500);
            }
            add(writer, takenAtMillis, 1, labels);
        }
        return compressed(writer);
    }

    private static String letters(Random random, int count) {
        StringBuilder letters = new StringBuilder(count);
        random.ints(count, ' ', '~').forEach(letter -> letters.append((char) letter));
        return letters.toString();
    }

    static void add(WriteRequestWriter writer, long takenAtMillis, double value, String... labels) {
        writer.beginSeries();
        for (int index = 0; index < labels.length; index += 2) {
            writer.label(labels[index], labels[index + 1]);
        }
        writer.sample(takenAtMillis, value);
        writer.endSeries();
    }

    static byte[] compressed(WriteRequestWriter writer) {
        return compress(Arrays.copyOf(writer.bytes(), writer.length()));
    }

    public static byte[] compress(byte[] bytes) {
        try {
            return Snappy.compress(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] uncompressed(byte[] body) {
        try {
            return Snappy.uncompress(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] uncompress(SeriesRecord record) {
        try {
            return Snappy.uncompress(Arrays.copyOfRange(record.bytes(), record.bodyFrom(), record.bodyTo()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body of 2.0 of one series with a sample, a histogram and an exemplar where asked for, compressed. */
    public static byte[] second(long takenAtMillis, double value, boolean histogram, List<String> labels) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map<String, Integer> symbols = new LinkedHashMap<>();
        symbols.put("", 0);
        ByteArrayOutputStream references = new ByteArrayOutputStream();
        for (String label : labels) {
            references.write(symbols.computeIfAbsent(label, text -> symbols.size()));
        }
        symbols.keySet().forEach(symbol -> field(body, 4, symbol.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        ByteArrayOutputStream series = new ByteArrayOutputStream();
        field(series, 1, references.toByteArray());
        byte[] sample = new byte[32];
        sample[0] = 1 << 3 | Wire.FIXED64;
        Wire.LONGS.set(sample, 1, Double.doubleToRawLongBits(value));
        sample[9] = 2 << 3;
        field(series, 2, Arrays.copyOf(sample, WriteRequestWriter.putVarint(sample, 10, takenAtMillis)));
        if (histogram) {
            field(series, 3, new byte[] {1 << 3, 5});
            field(series, 4, new byte[0]);
        }
        field(body, 5, series.toByteArray());
        return compress(body.toByteArray());
    }

    static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write(number << 3 | Wire.BYTES);
        byte[] length = new byte[5];
        out.write(length, 0, WriteRequestWriter.putVarint(length, 0, value.length));
        out.writeBytes(value);
    }

    /** A record of that body, as it is in Kafka. */
    public static byte[] record(String accountId, @Nullable String sender, long acceptedAtMicros, byte[] body) {
        return new SeriesRecord(accountId, sender, "req_1", acceptedAtMicros, 1, body, 0, body.length).encode();
    }

    /** A series of that account, as it would come from that sender. */
    public static SeriesName series(String accountId, @Nullable String sender, String... labels) {
        WriteRequestWriter writer = new WriteRequestWriter();
        writer.beginSeries();
        for (int index = 0; index < labels.length; index += 2) {
            writer.label(labels[index], labels[index + 1]);
        }
        return new SeriesName(accountId, sender, Arrays.copyOf(writer.series(), writer.seriesLength()));
    }

    static Labels labels(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int index = 0; index < pairs.length; index += 2) {
            map.put(pairs[index], pairs[index + 1]);
        }
        return Labels.of(map);
    }
}
