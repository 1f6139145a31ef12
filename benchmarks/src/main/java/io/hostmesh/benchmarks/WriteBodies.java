package io.hostmesh.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xerial.snappy.Snappy;

/**
 * Bodies of Prometheus remote write 1.0 as a Prometheus sends them that scrapes node_exporters: many series of few samples, in
 * the same order each round, labels sorted, an instance with about 500 series.
 */
final class WriteBodies {

    static final String WATCHED = "node_load1";

    private static final int SERIES_PER_INSTANCE = 500;
    private static final int SERIES_TAG = 1 << 3 | 2;
    private static final int LABEL_TAG = 1 << 3 | 2;
    private static final int SAMPLE_TAG = 2 << 3 | 2;

    private final List<byte[]> labels = new ArrayList<>();
    private final int samplesPerBody;

    WriteBodies(int series, int samplesPerBody) {
        this.samplesPerBody = samplesPerBody;
        for (int number = 0; number < series; number++) {
            labels.add(labelsOf(number));
        }
    }

    int series() {
        return labels.size();
    }

    int samplesPerBody() {
        return samplesPerBody;
    }

    /** The label {@code instance} of that one. */
    static String instance(int number) {
        return host(number) + ":9100";
    }

    private static String host(int number) {
        return "web-" + number + ".fra1.example.net";
    }

    /** The bodies of one scrape of everything at that time. */
    List<byte[]> round(long takenAtMillis, int round) {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from < labels.size(); from += samplesPerBody) {
            bodies.add(body(from, Math.min(labels.size(), from + samplesPerBody), takenAtMillis, round));
        }
        return bodies;
    }

    /** The series at and before that place, compressed; values move as counters and gauges do. */
    private byte[] body(int from, int to, long takenAtMillis, int round) {
        ByteArrayOutputStream body = new ByteArrayOutputStream((to - from) * 256);
        for (int number = from; number < to; number++) {
            double value =
                    number % 4 == 3 ? 10 + ((number * 31 + round * 7) % 100) / 10.0 : number * 1_000.0 + round * 15;
            series(body, labels.get(number), takenAtMillis, value);
        }
        return compress(body.toByteArray());
    }

    /** One series with a value that a rule watches. */
    static byte[] watched(int instance, long takenAtMillis, double value) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        series(body, labels(WATCHED, instance, new String[0]), takenAtMillis, value);
        return compress(body.toByteArray());
    }

    private static byte[] compress(byte[] bytes) {
        try {
            return Snappy.compress(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void series(ByteArrayOutputStream out, byte[] labels, long takenAtMillis, double value) {
        byte[] sample = new byte[20];
        sample[0] = 1 << 3 | 1;
        long bits = Double.doubleToRawLongBits(value);
        for (int index = 0; index < Long.BYTES; index++) {
            sample[1 + index] = (byte) (bits >>> (8 * index));
        }
        sample[9] = 2 << 3;
        byte[] time = varint(takenAtMillis);
        System.arraycopy(time, 0, sample, 10, time.length);
        ByteArrayOutputStream series = new ByteArrayOutputStream(labels.length + 24);
        series.writeBytes(labels);
        field(series, SAMPLE_TAG, Arrays.copyOf(sample, 10 + time.length));
        field(out, SERIES_TAG, series.toByteArray());
    }

    private static byte[] labelsOf(int number) {
        int instance = number / SERIES_PER_INSTANCE;
        int place = number % SERIES_PER_INSTANCE;
        String[] modes = {"idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"};
        if (place < 256) {
            return labels("node_cpu_seconds_total", instance, new String[] {
                "cpu", Integer.toString(place / 8), "mode", modes[place % 8]
            });
        }
        if (place < 400) {
            String[] names = {"read_bytes_total", "written_bytes_total", "io_time_seconds_total", "io_now"};
            return labels(
                    "node_disk_" + names[place % 4], instance, new String[] {"device", "nvme" + (place - 256) / 4 + "n1"
                    });
        }
        return labels("node_memory_figure_" + (place - 400) + "_bytes", instance, new String[0]);
    }

    /** Sorted by name, as Prometheus sends them; the labels of the metric come between the common ones. */
    private static byte[] labels(String metric, int instance, String[] own) {
        List<String> pairs = new ArrayList<>(List.of("__name__", metric));
        pairs.addAll(List.of(own));
        pairs.addAll(List.of(
                "cluster", "production-eu-central",
                "datacenter", "fra1",
                "environment", "production",
                "instance", instance(instance),
                "job", "node-exporter",
                "nodename", host(instance),
                "team", "platform"));
        Map<String, String> sorted = new TreeMap<>();
        for (int index = 0; index < pairs.size(); index += 2) {
            sorted.put(pairs.get(index), pairs.get(index + 1));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        sorted.forEach((name, value) -> {
            ByteArrayOutputStream label = new ByteArrayOutputStream();
            field(label, 1 << 3 | 2, name.getBytes(StandardCharsets.UTF_8));
            field(label, 2 << 3 | 2, value.getBytes(StandardCharsets.UTF_8));
            field(out, LABEL_TAG, label.toByteArray());
        });
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int tag, byte[] value) {
        out.write(tag);
        out.writeBytes(varint(value.length));
        out.writeBytes(value);
    }

    private static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int length = 0;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return Arrays.copyOf(bytes, length);
    }
}
