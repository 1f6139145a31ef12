package io.hostmesh.monitoring.series;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The series of one account that had a sample lately, as hashes, and the bound on their number. Two generations are kept: a
 * series of the one before has its place in the next for sure, so that at the bound it is always the same series that are
 * let in. Asking is free of locks.
 */
final class ActiveSeries {

    private static final int FIRST_SLOTS = 1_024;

    private final int maximum;
    private volatile AtomicLongArray current = new AtomicLongArray(FIRST_SLOTS);
    private volatile AtomicLongArray before = new AtomicLongArray(1);
    private int size;
    /** Of the generation before, those that were not seen again yet. */
    private int reserved;

    ActiveSeries(int maximum) {
        this.maximum = maximum;
    }

    /** Whether a series with that hash was let in within this generation. */
    boolean contains(long hash) {
        return contains(current, hash);
    }

    /** Lets a series in; false where the account has too many. */
    synchronized boolean admit(long hash) {
        if (contains(current, hash)) {
            return true;
        }
        if (contains(before, hash)) {
            reserved--;
        } else if (size + reserved >= maximum) {
            return false;
        }
        if (size >= current.length() / 2) {
            grow();
        }
        put(current, hash);
        size++;
        return true;
    }

    /** Begins the next generation; whoever has no sample until the one after that is not active any more. */
    synchronized void turn() {
        before = size == 0 ? new AtomicLongArray(1) : current;
        reserved = size;
        current = new AtomicLongArray(FIRST_SLOTS);
        size = 0;
    }

    synchronized int size() {
        return size + reserved;
    }

    private void grow() {
        AtomicLongArray from = current;
        AtomicLongArray to = new AtomicLongArray(from.length() * 2);
        for (int slot = 0; slot < from.length(); slot++) {
            if (from.get(slot) != 0) {
                put(to, from.get(slot));
            }
        }
        current = to;
    }

    private static void put(AtomicLongArray table, long hash) {
        int mask = table.length() - 1;
        int slot = (int) hash & mask;
        while (table.get(slot) != 0) {
            slot = (slot + 1) & mask;
        }
        table.set(slot, hash);
    }

    private static boolean contains(AtomicLongArray table, long hash) {
        int mask = table.length() - 1;
        int slot = (int) hash & mask;
        for (long there = table.get(slot); there != 0; there = table.get(slot)) {
            if (there == hash) {
                return true;
            }
            slot = (slot + 1) & mask;
            if (mask == 0) {
                return false;
            }
        }
        return false;
    }
}
