package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A series of the Numenta Anomaly Benchmark with its labelled windows. Times are in microseconds.
 *
 * @param name of its file
 */
@SuppressWarnings("ArrayRecordComponent") // A plain carrier that nobody compares.
record NabSeries(String name, long[] times, double[] values, List<Window> windows) {

    private static final double WEEK = 7 * 86_400e6;

    /** Where an anomaly is labelled, from before it to after it. */
    record Window(long from, long to) {
        boolean holds(long at) {
            return from <= at && at <= to;
        }
    }

    double weeks() {
        return (times[times.length - 1] - times[0]) / WEEK;
    }

    /** Those in the folder that HOSTMESH_NAB names, or in {@code shared/data/nab} beside the project's folder. */
    static List<NabSeries> read(Path root) {
        String named = System.getenv("HOSTMESH_NAB");
        Path folder = named != null
                ? Path.of(named)
                : root.toAbsolutePath().normalize().resolveSibling("shared/data/nab");
        Path labels = folder.resolve("windows.json");
        if (!Files.exists(labels)) {
            throw new IllegalStateException(
                    "expected the series of the Numenta Anomaly Benchmark (data/realAWSCloudWatch and"
                            + " windows.json with their labels) in " + folder
                            + "; name another folder in HOSTMESH_NAB");
        }
        try {
            JsonNode windows = new ObjectMapper().readTree(labels.toFile());
            List<NabSeries> all = new ArrayList<>();
            for (String name : (Iterable<String>) windows::fieldNames) {
                all.add(read(folder.resolve(name), windows.path(name)));
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("expected series that can be read in " + folder, e);
        }
    }

    private static NabSeries read(Path file, JsonNode windows) throws IOException {
        List<String> lines = Files.readAllLines(file);
        long[] times = new long[lines.size() - 1];
        double[] values = new double[times.length];
        for (int index = 0; index < times.length; index++) {
            String[] cells = lines.get(index + 1).split(",", -1);
            times[index] = micros(cells[0]);
            values[index] = Double.parseDouble(cells[1]);
        }
        List<Window> all = new ArrayList<>();
        windows.forEach(window -> all.add(new Window(
                micros(window.path(0).asText()), micros(window.path(1).asText()))));
        return new NabSeries(String.valueOf(file.getFileName()), times, values, all);
    }

    private static long micros(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    }
}
