package io.hostmesh.monitoring.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the wire format of protocol buffers in place, without an object per field. Every read is checked against the
 * limit: arbitrary bytes end in a {@link MalformedBodyException}, never in a read beyond them. For one thread; a reader
 * is meant to be used for one body after the other.
 */
final class Wire {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    byte[] bytes = {};
    int position;
    int limit;

    void open(byte[] source, int from, int to) {
        bytes = source;
        position = from;
        limit = to;
    }

    boolean hasMore() {
        return position < limit;
    }

    /** The number of a field and its type: {@code number << 3 | type}. */
    int tag() {
        long tag = varint();
        if (tag <= 7 || tag > 0xFFFF_FFFFL) {
            throw new MalformedBodyException("expected the tag of a field, got " + tag);
        }
        return (int) tag;
    }

    long varint() {
        if (position < limit) {
            byte first = bytes[position];
            if (first >= 0) {
                position++;
                return first;
            }
        }
        return longVarint();
    }

    private long longVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= limit) {
                throw new MalformedBodyException("expected a number, got the end of the message");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBodyException("expected a number of at most 10 bytes");
    }

    /** The length of what follows, which is there as a whole. */
    int length() {
        long length = varint();
        if (length < 0 || length > limit - position) {
            throw new MalformedBodyException("expected " + length + " bytes, got " + (limit - position));
        }
        return (int) length;
    }

    long fixed64() {
        if (limit - position < Long.BYTES) {
            throw new MalformedBodyException("expected 8 bytes, got " + (limit - position));
        }
        long value = (long) LONGS.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    /** Leaves out a length and as many bytes. */
    void skipBytes() {
        int length = length();
        position += length;
    }

    /** Leaves out the field that the tag belongs to. */
    void skip(int tag) {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> fixed64();
            case BYTES -> skipBytes();
            case FIXED32 -> {
                if (limit - position < Integer.BYTES) {
                    throw new MalformedBodyException("expected 4 bytes, got " + (limit - position));
                }
                position += Integer.BYTES;
            }
            default -> throw new MalformedBodyException("expected a known type of field, got " + (tag & 7));
        }
    }
}
