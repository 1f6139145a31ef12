package io.hostmesh.monitoring.series;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a body of Prometheus remote write 1.0 in the one form in which series travel in Hostmesh: labels before samples,
 * names ascending, no field twice. For one thread.
 */
final class WriteRequestWriter {

    private static final int SERIES = 1 << 3 | Wire.BYTES;
    private static final int LABEL = 1 << 3 | Wire.BYTES;
    private static final int SAMPLE = 2 << 3 | Wire.BYTES;
    private static final int NAME = 1 << 3 | Wire.BYTES;
    private static final int VALUE = 2 << 3 | Wire.BYTES;
    private static final int NUMBER = 1 << 3 | Wire.FIXED64;
    private static final int TIME = 2 << 3 | Wire.VARINT;

    private byte[] bytes = new byte[1_024];
    private int length;
    private byte[] series = new byte[256];
    private int seriesLength;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        seriesLength = 0;
    }

    /** The series that is being written. */
    byte[] series() {
        return series;
    }

    int seriesLength() {
        return seriesLength;
    }

    void beginSeries() {
        seriesLength = 0;
    }

    void label(String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        label(nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length);
    }

    void label(byte[] names, int nameFrom, int nameLength, byte[] values, int valueFrom, int valueLength) {
        int size = 2 + sizeOf(nameLength) + nameLength + sizeOf(valueLength) + valueLength;
        ensureSeries(size + 8);
        seriesLength = putVarint(series, seriesLength, LABEL);
        seriesLength = putVarint(series, seriesLength, size);
        seriesLength = putVarint(series, seriesLength, NAME);
        seriesLength = putVarint(series, seriesLength, nameLength);
        System.arraycopy(names, nameFrom, series, seriesLength, nameLength);
        seriesLength += nameLength;
        seriesLength = putVarint(series, seriesLength, VALUE);
        seriesLength = putVarint(series, seriesLength, valueLength);
        System.arraycopy(values, valueFrom, series, seriesLength, valueLength);
        seriesLength += valueLength;
    }

    /** Labels that are in the right form already. */
    void labels(byte[] source, int from, int to) {
        ensureSeries(to - from);
        System.arraycopy(source, from, series, seriesLength, to - from);
        seriesLength += to - from;
    }

    void sample(long takenAtMillis, double value) {
        ensureSeries(32);
        seriesLength = putVarint(series, seriesLength, SAMPLE);
        seriesLength = putVarint(series, seriesLength, 1 + Long.BYTES + 1 + sizeOf(takenAtMillis));
        seriesLength = putVarint(series, seriesLength, NUMBER);
        Wire.LONGS.set(series, seriesLength, Double.doubleToRawLongBits(value));
        seriesLength += Long.BYTES;
        seriesLength = putVarint(series, seriesLength, TIME);
        seriesLength = putVarint(series, seriesLength, takenAtMillis);
    }

    void endSeries() {
        series(series, 0, seriesLength);
        seriesLength = 0;
    }

    /** A whole series that is in the right form already. */
    void series(byte[] source, int from, int to) {
        ensure(to - from + 8);
        length = putVarint(bytes, length, SERIES);
        length = putVarint(bytes, length, to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    /** Fields of a body as they are. */
    void raw(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private void ensureSeries(int more) {
        if (series.length - seriesLength < more) {
            series = Arrays.copyOf(series, Math.max(series.length * 2, seriesLength + more));
        }
    }

    static int putVarint(byte[] target, int at, long value) {
        int position = at;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[position++] = (byte) rest;
        return position;
    }

    static int sizeOf(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }
}
