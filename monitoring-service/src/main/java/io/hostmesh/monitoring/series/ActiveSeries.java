package io.hostmesh.monitoring.series;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The series of one account that had a sample lately, as hashes, and the bound on their number. Two generations are kept: a
 * series of the one before has its place in the next for sure, so that at the bound it is always the same series that are
 * let in. Asking is free of locks, and cheap for who asks in the order in which series were let in.
 */
final class ActiveSeries {

    private static final int FIRST_SERIES = 512;

    private final int maximum;
    private volatile Generation current = new Generation(FIRST_SERIES);
    private volatile Generation before = new Generation(1);
    private int size;
    /** Of the generation before, those that were not seen again yet. */
    private int reserved;

    /** Hashes in the order in which they came, and an open table of their numbers, half empty at least. */
    private static final class Generation {
        final AtomicLongArray hashes;
        /** A number and one; 0 for an empty place. */
        final AtomicIntegerArray places;

        Generation(int series) {
            hashes = new AtomicLongArray(series);
            places = new AtomicIntegerArray(series * 2);
        }

        int find(long hash) {
            int mask = places.length() - 1;
            int place = (int) hash & mask;
            for (int there = places.get(place); there != 0; there = places.get(place)) {
                if (hashes.get(there - 1) == hash) {
                    return there - 1;
                }
                place = (place + 1) & mask;
            }
            return -1;
        }

        void put(int number, long hash) {
            int mask = places.length() - 1;
            int place = (int) hash & mask;
            while (places.get(place) != 0) {
                place = (place + 1) & mask;
            }
            hashes.set(number, hash);
            places.set(place, number + 1);
        }
    }

    ActiveSeries(int maximum) {
        this.maximum = maximum;
    }

    /**
     * Finds a series that was let in within this generation.
     *
     * @param expected where it is, if series come in the order in which they were let in
     * @return where it is, the next one is expected after that; negative where it is not
     */
    int find(long hash, int expected) {
        Generation now = current;
        return expected < now.hashes.length() && now.hashes.get(expected) == hash ? expected : now.find(hash);
    }

    /** Lets a series in; false where the account has too many. */
    synchronized boolean admit(long hash) {
        if (current.find(hash) >= 0) {
            return true;
        }
        if (before.find(hash) >= 0) {
            reserved--;
        } else if (size + reserved >= maximum) {
            return false;
        }
        if (size == current.hashes.length()) {
            grow();
        }
        current.put(size, hash);
        size++;
        return true;
    }

    /** Begins the next generation; whoever has no sample until the one after that is not active any more. */
    synchronized void turn() {
        before = size == 0 ? new Generation(1) : current;
        reserved = size;
        current = new Generation(FIRST_SERIES);
        size = 0;
    }

    synchronized int size() {
        return size + reserved;
    }

    private void grow() {
        Generation larger = new Generation(size * 2);
        for (int number = 0; number < size; number++) {
            larger.put(number, current.hashes.get(number));
        }
        current = larger;
    }
}
