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

    /** A number of eight bytes and a time of six, with their tags: what nearly all samples are. */
    private static final int USUAL_BYTES = 16;

    private static final long MORE_FOLLOWS = 0x8080_8080_8080L;
    private static final long FIVE_MORE_FOLLOW = 0x0080_8080_8080L;

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
        labelsTo = labelsTo(bytes, from, to);
        fields.open(bytes, labelsTo, to);
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

    /** Where the labels end that begin there. */
    int labelsTo(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && bytes[position] == LABELS) {
            int length = position + 1 < to ? bytes[position + 1] : -1;
            if (length >= 0) {
                position += 2 + length;
            } else {
                fields.open(bytes, position + 1, to);
                fields.skipBytes();
                position = fields.position;
            }
        }
        if (position > to) {
            throw new MalformedBodyException("expected labels, got the end of the message");
        }
        return position;
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
        int from = fields.position;
        if (fields.limit - from > USUAL_BYTES
                && bytes[from] == USUAL_BYTES
                && bytes[from + 1] == NUMBER
                && bytes[from + 10] == TIME) {
            // The last byte of the number, the tag of the time, and the six bytes that times have until the year 2109.
            long time = (long) Wire.LONGS.get(bytes, from + 9) >>> 16;
            if ((time & MORE_FOLLOWS) == FIVE_MORE_FOLLOW) {
                value = Double.longBitsToDouble((long) Wire.LONGS.get(bytes, from + 2));
                takenAt = (time & 0x7F)
                        | ((time >>> 1) & (0x7FL << 7))
                        | ((time >>> 2) & (0x7FL << 14))
                        | ((time >>> 3) & (0x7FL << 21))
                        | ((time >>> 4) & (0x7FL << 28))
                        | ((time >>> 5) & (0x7FL << 35));
                fields.position = from + 1 + USUAL_BYTES;
                return;
            }
        }
        readAnySample(bytes);
    }

    private void readAnySample(byte[] bytes) {
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
