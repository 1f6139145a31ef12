package io.hostmesh.monitoring.series;

import java.io.IOException;
import org.xerial.snappy.Snappy;

/** The bodies of records, uncompressed one after the other into the same bytes. For one thread. */
final class BodyBuffer {

    private static final int FIRST_BYTES = 256 * 1_024;

    private final int maximumBytes;
    private byte[] bytes = new byte[FIRST_BYTES];

    /** For bodies of at most so many bytes. */
    BodyBuffer(int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** The bytes of the body that was read last; there may be others after them. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Reads the body of a record.
     *
     * @return its length
     * @throws MalformedBodyException where it is none, or too long
     */
    int read(SeriesRecord record) {
        try {
            int from = record.bodyFrom();
            int compressed = record.bodyTo() - from;
            int length = Snappy.uncompressedLength(record.bytes(), from, compressed);
            if (length < 0 || length > maximumBytes) {
                throw new MalformedBodyException("expected at most " + maximumBytes + " bytes, got " + length);
            }
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, bytes.length * 2)];
            }
            return Snappy.uncompress(record.bytes(), from, compressed, bytes, 0);
        } catch (IOException | IllegalArgumentException noSnappy) {
            throw new MalformedBodyException("expected one block of snappy, got other bytes");
        }
    }
}
