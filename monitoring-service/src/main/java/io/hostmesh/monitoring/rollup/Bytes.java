package io.hostmesh.monitoring.rollup;

import java.util.Arrays;

/** Bytes that become more, and numbers in them as {@link MinuteBlock} has them. */
final class Bytes {

    private static final int FIRST_ROOM = 256;
    private static final int LONGEST_NUMBER = 10;

    private byte[] room = new byte[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void one(byte next) {
        reserve(1);
        room[size++] = next;
    }

    void eight(long bits) {
        reserve(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            room[size++] = (byte) (bits >> shift);
        }
    }

    void number(long number) {
        reserve(LONGEST_NUMBER);
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            room[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        room[size++] = (byte) rest;
    }

    void signed(long number) {
        number((number << 1) ^ (number >> 63));
    }

    void append(Bytes more) {
        reserve(more.size);
        System.arraycopy(more.room, 0, room, size, more.size);
        size += more.size;
    }

    byte[] toArray() {
        return Arrays.copyOf(room, size);
    }

    private void reserve(int bytes) {
        if (size + bytes > room.length) {
            room = Arrays.copyOf(room, Math.max(room.length * 2, size + bytes));
        }
    }
}
