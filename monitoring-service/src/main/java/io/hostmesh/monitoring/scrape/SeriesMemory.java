package io.hostmesh.monitoring.scrape;

import io.hostmesh.monitoring.label.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The series of a target's last answer in a few bytes, so that whichever instance asks next can end those that vanish. */
final class SeriesMemory {

    private SeriesMemory() {}

    static byte[] write(Set<Labels> series) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Labels> sorted = series.stream()
                .sorted(java.util.Comparator.comparing(Labels::toString))
                .toList();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(sorted.size());
            for (Labels labels : sorted) {
                out.writeShort(labels.size());
                for (int index = 0; index < labels.size(); index++) {
                    text(out, labels.name(index));
                    text(out, labels.value(index));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("expected memory to take bytes", e);
        }
        return bytes.toByteArray();
    }

    static Set<Labels> read(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return Set.of();
        }
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            int size = in.readInt();
            Set<Labels> series = new HashSet<>();
            for (int index = 0; index < size; index++) {
                int count = in.readUnsignedShort();
                Map<String, String> labels = new HashMap<>();
                for (int label = 0; label < count; label++) {
                    labels.put(text(in), text(in));
                }
                series.add(Labels.of(labels));
            }
            return series;
        } catch (IOException e) {
            throw new UncheckedIOException("expected the series that were written", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(in.readInt());
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }
}
