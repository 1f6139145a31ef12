package io.hostmesh.monitoring.series;

import java.nio.charset.StandardCharsets;

/**
 * A 64-bit hash of the bytes of a series' labels, eight at a time. It is part of no stored form, and its seed is different
 * in each process, so that nobody can choose labels that meet in it.
 */
public final class LabelHash {

    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

    private final long seed;

    public LabelHash(long seed) {
        this.seed = seed;
    }

    /** Never 0, which stands for an empty place in tables. */
    long of(byte[] bytes, int from, int to) {
        long hash = seed ^ (to - from);
        int position = from;
        for (; position <= to - Long.BYTES; position += Long.BYTES) {
            hash = mix(hash, (long) Wire.LONGS.get(bytes, position));
        }
        long rest = 0;
        for (; position < to; position++) {
            rest = (rest << 8) | (bytes[position] & 0xFF);
        }
        hash = mix(hash, rest);
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    long of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * SECOND;
        return (mixed ^ (mixed >>> 29)) * FIRST;
    }
}
