package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.monitoring.label.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads labels from the form in which they travel. */
final class SeriesLabels {

    private SeriesLabels() {}

    /**
     * The labels in these bytes.
     *
     * @throws MalformedBodyException where they are no labels
     */
    static Labels read(byte[] bytes, int from, int to) {
        return read(bytes, from, to, UnaryOperator.identity());
    }

    /** The same, each text as {@code kept} gives it. */
    static Labels read(byte[] bytes, int from, int to, UnaryOperator<String> kept) {
        Map<String, String> labels = new HashMap<>();
        Wire wire = new Wire();
        wire.open(bytes, from, to);
        while (wire.hasMore()) {
            wire.tag();
            int size = wire.length();
            int end = wire.position + size;
            String name = kept.apply(next(wire));
            labels.put(name, wire.position < end ? kept.apply(next(wire)) : "");
            wire.position = end;
        }
        return Labels.of(labels);
    }

    private static String next(Wire wire) {
        wire.tag();
        int length = wire.length();
        String text = new String(wire.bytes, wire.position, length, UTF_8);
        wire.position += length;
        return text;
    }
}
