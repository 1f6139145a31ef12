package io.hostmesh.monitoring.series;

import java.util.Arrays;

/**
 * Brings a body of remote write 2.0, in which labels are numbers of texts, into the form of 1.0, which stands by itself
 * series by series. Histograms and exemplars are counted. For one thread.
 */
final class SecondFormat {

    private static final int SYMBOLS = 4 << 3 | Wire.BYTES;
    private static final int SERIES = 5 << 3 | Wire.BYTES;
    private static final int LABELS_PACKED = 1 << 3 | Wire.BYTES;
    private static final int LABELS_SINGLE = 1 << 3 | Wire.VARINT;
    private static final int SAMPLES = 2 << 3 | Wire.BYTES;
    private static final int HISTOGRAMS = 3 << 3 | Wire.BYTES;
    private static final int EXEMPLARS = 4 << 3 | Wire.BYTES;
    private static final int NUMBER = 1 << 3 | Wire.FIXED64;
    private static final int TIME = 2 << 3 | Wire.VARINT;
    /** A series of 1.0 has them as well, under these numbers; they only have to be counted, so that they are empty. */
    private static final byte[] HISTOGRAM = {4 << 3 | Wire.BYTES, 0};

    private static final byte[] EXEMPLAR = {3 << 3 | Wire.BYTES, 0};

    private final Wire outer = new Wire();
    private final Wire wire = new Wire();
    private final Wire inner = new Wire();
    private final WriteRequestWriter out = new WriteRequestWriter();
    private int[] symbols = new int[1_024];
    private int symbolCount;

    /** What was written last. */
    WriteRequestWriter out() {
        return out;
    }

    /**
     * Writes the body anew.
     *
     * @throws MalformedBodyException where the bytes are no body of 2.0
     */
    void translate(byte[] body, int length) {
        out.clear();
        readSymbols(body, length);
        outer.open(body, 0, length);
        while (outer.hasMore()) {
            int tag = outer.tag();
            if (tag == SERIES) {
                int size = outer.length();
                translateSeries(body, outer.position, outer.position + size);
                outer.position += size;
            } else {
                outer.skip(tag);
            }
        }
    }

    private void readSymbols(byte[] body, int length) {
        symbolCount = 0;
        outer.open(body, 0, length);
        while (outer.hasMore()) {
            int tag = outer.tag();
            if (tag != SYMBOLS) {
                outer.skip(tag);
                continue;
            }
            int size = outer.length();
            if (symbols.length < symbolCount * 2 + 2) {
                symbols = Arrays.copyOf(symbols, symbols.length * 2);
            }
            symbols[symbolCount * 2] = outer.position;
            symbols[symbolCount * 2 + 1] = size;
            symbolCount++;
            outer.position += size;
        }
        if (symbolCount > 0 && symbols[1] != 0) {
            throw new MalformedBodyException("expected the first symbol to be empty");
        }
    }

    private void translateSeries(byte[] body, int from, int to) {
        out.beginSeries();
        wire.open(body, from, to);
        while (wire.hasMore()) {
            int tag = wire.tag();
            switch (tag) {
                case LABELS_PACKED -> {
                    int end = wire.length() + wire.position;
                    while (wire.position < end) {
                        label(body, wire.varint(), wire.varint());
                    }
                    if (wire.position != end) {
                        throw new MalformedBodyException("expected a value for each name of a label");
                    }
                }
                case LABELS_SINGLE -> {
                    long name = wire.varint();
                    if (!wire.hasMore() || wire.tag() != LABELS_SINGLE) {
                        throw new MalformedBodyException("expected a value for each name of a label");
                    }
                    label(body, name, wire.varint());
                }
                case SAMPLES -> {
                    int size = wire.length();
                    sample(body, wire.position, wire.position + size);
                    wire.position += size;
                }
                case HISTOGRAMS -> {
                    wire.skip(tag);
                    out.labels(HISTOGRAM, 0, HISTOGRAM.length);
                }
                case EXEMPLARS -> {
                    wire.skip(tag);
                    out.labels(EXEMPLAR, 0, EXEMPLAR.length);
                }
                default -> wire.skip(tag);
            }
        }
        out.endSeries();
    }

    private void label(byte[] body, long name, long value) {
        if (name < 0 || name >= symbolCount || value < 0 || value >= symbolCount) {
            throw new MalformedBodyException("expected one of " + symbolCount + " symbols, got " + name + "=" + value);
        }
        int nameAt = (int) name * 2;
        int valueAt = (int) value * 2;
        out.label(body, symbols[nameAt], symbols[nameAt + 1], body, symbols[valueAt], symbols[valueAt + 1]);
    }

    private void sample(byte[] body, int from, int to) {
        long takenAt = 0;
        double value = 0;
        inner.open(body, from, to);
        while (inner.hasMore()) {
            int tag = inner.tag();
            if (tag == NUMBER) {
                value = Double.longBitsToDouble(inner.fixed64());
            } else if (tag == TIME) {
                takenAt = inner.varint();
            } else {
                inner.skip(tag);
            }
        }
        out.sample(takenAt, value);
    }
}
