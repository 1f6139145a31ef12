package io.hostmesh.monitoring.series;

import java.util.Arrays;

/**
 * Brings a series into the usual form, whatever order its labels and fields came in: some senders sort nothing. Empty labels
 * are left out, as they mean the same as none. For one thread.
 */
final class UnusualSeries {

    private static final int LABELS = 1 << 3 | Wire.BYTES;
    private static final int NAME = 1 << 3 | Wire.BYTES;
    private static final int VALUE = 2 << 3 | Wire.BYTES;

    private final Wire outer = new Wire();
    private final Wire wire = new Wire();
    private final WriteRequestWriter writer = new WriteRequestWriter();
    private int[] labels = new int[64];
    private int count;

    byte[] bytes() {
        return writer.series();
    }

    /** Rewrites a series; it is the first {@link #bytes}, as many as are returned. */
    int rewrite(byte[] bytes, int from, int to) {
        count = 0;
        outer.open(bytes, from, to);
        while (outer.hasMore()) {
            int tag = outer.tag();
            if (tag == LABELS) {
                int size = outer.length();
                read(bytes, outer.position, outer.position + size);
                outer.position += size;
            } else {
                outer.skip(tag);
            }
        }
        writer.beginSeries();
        sort(bytes);
        for (int label = 0; label < count; label++) {
            int at = label * 4;
            writer.label(bytes, labels[at], labels[at + 1], bytes, labels[at + 2], labels[at + 3]);
        }
        outer.open(bytes, from, to);
        while (outer.hasMore()) {
            int fieldFrom = outer.position;
            int tag = outer.tag();
            outer.skip(tag);
            if (tag != LABELS) {
                writer.labels(bytes, fieldFrom, outer.position);
            }
        }
        return writer.seriesLength();
    }

    private void read(byte[] bytes, int from, int to) {
        int nameFrom = from;
        int nameLength = 0;
        int valueFrom = from;
        int valueLength = 0;
        wire.open(bytes, from, to);
        while (wire.hasMore()) {
            int tag = wire.tag();
            if (tag == NAME) {
                nameLength = wire.length();
                nameFrom = wire.position;
                wire.position += nameLength;
            } else if (tag == VALUE) {
                valueLength = wire.length();
                valueFrom = wire.position;
                wire.position += valueLength;
            } else {
                wire.skip(tag);
            }
        }
        if (valueLength == 0) {
            return;
        }
        if (labels.length < count * 4 + 4) {
            labels = Arrays.copyOf(labels, labels.length * 2);
        }
        int at = count++ * 4;
        labels[at] = nameFrom;
        labels[at + 1] = nameLength;
        labels[at + 2] = valueFrom;
        labels[at + 3] = valueLength;
    }

    /** By name; few labels, and those of most senders nearly sorted. */
    private void sort(byte[] bytes) {
        for (int next = 1; next < count; next++) {
            int at = next;
            while (at > 0 && compare(bytes, at - 1, at) > 0) {
                for (int field = 0; field < 4; field++) {
                    int swapped = labels[at * 4 + field];
                    labels[at * 4 + field] = labels[at * 4 - 4 + field];
                    labels[at * 4 - 4 + field] = swapped;
                }
                at--;
            }
        }
    }

    private int compare(byte[] bytes, int one, int other) {
        return Arrays.compareUnsigned(
                bytes,
                labels[one * 4],
                labels[one * 4] + labels[one * 4 + 1],
                bytes,
                labels[other * 4],
                labels[other * 4] + labels[other * 4 + 1]);
    }
}
