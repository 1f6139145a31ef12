package io.hostmesh.monitoring.series;

/**
 * Finds the end of the labels of a series and what its samples are worth, without keeping them. For one thread.
 */
final class SampleReader {

    static final int LABELS = 1 << 3 | Wire.BYTES;
    static final int SAMPLES = 2 << 3 | Wire.BYTES;
    private static final int EXEMPLARS = 3 << 3 | Wire.BYTES;
    private static final int HISTOGRAMS = 4 << 3 | Wire.BYTES;
    private static final int NUMBER = 1 << 3 | Wire.FIXED64;
    private static final int TIME = 2 << 3 | Wire.VARINT;

    private final Wire fields = new Wire();
    private final Wire sample = new Wire();

    int labelsTo;
    int good;
    int old;
    int early;
    int exemplars;
    int histograms;
    long takenAt;
    double value;

    /** Returns whether the labels come first, as they have to in the usual form. */
    boolean read(byte[] bytes, int from, int to, long earliest, long latest) {
        good = 0;
        old = 0;
        early = 0;
        exemplars = 0;
        histograms = 0;
        fields.open(bytes, from, to);
        while (fields.hasMore() && bytes[fields.position] == LABELS) {
            fields.position++;
            fields.skipBytes();
        }
        labelsTo = fields.position;
        boolean inOrder = true;
        while (fields.hasMore()) {
            int tag = fields.tag();
            switch (tag) {
                case SAMPLES -> {
                    readSample(bytes);
                    if (takenAt < earliest) {
                        old++;
                    } else if (takenAt > latest) {
                        early++;
                    } else {
                        good++;
                    }
                }
                case EXEMPLARS -> {
                    exemplars++;
                    fields.skip(tag);
                }
                case HISTOGRAMS -> {
                    histograms++;
                    fields.skip(tag);
                }
                case LABELS -> {
                    inOrder = false;
                    fields.skip(tag);
                }
                default -> fields.skip(tag);
            }
        }
        return inOrder;
    }

    /** Begins with the first sample after the labels of a series; {@link #next} goes from one to the next. */
    void open(byte[] bytes, int from, int to) {
        fields.open(bytes, from, to);
    }

    /** Reads the next sample; false where there is none. */
    boolean next() {
        while (fields.hasMore()) {
            int tag = fields.tag();
            if (tag == SAMPLES) {
                readSample(fields.bytes);
                return true;
            }
            fields.skip(tag);
        }
        return false;
    }

    void copyGood(byte[] bytes, int to, long earliest, long latest, int most, WriteRequestWriter out) {
        fields.open(bytes, labelsTo, to);
        int copied = 0;
        while (fields.hasMore() && copied < most) {
            int tag = fields.tag();
            if (tag != SAMPLES) {
                fields.skip(tag);
                continue;
            }
            readSample(bytes);
            if (takenAt >= earliest && takenAt <= latest) {
                out.sample(takenAt, value);
                copied++;
            }
        }
    }

    private void readSample(byte[] bytes) {
        int size = fields.length();
        int end = fields.position + size;
        sample.open(bytes, fields.position, end);
        fields.position = end;
        takenAt = 0;
        value = 0;
        while (sample.hasMore()) {
            int tag = sample.tag();
            if (tag == NUMBER) {
                value = Double.longBitsToDouble(sample.fixed64());
            } else if (tag == TIME) {
                takenAt = sample.varint();
            } else {
                sample.skip(tag);
            }
        }
    }
}
