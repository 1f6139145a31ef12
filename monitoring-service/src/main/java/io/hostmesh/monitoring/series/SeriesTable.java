package io.hostmesh.monitoring.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The active series of one account, found by a hash of their labels: an open table of places, half of them empty. For one
 * thread.
 */
final class SeriesTable<W> {

    private static final int FIRST_PLACES = 256;

    private long[] hashes = new long[FIRST_PLACES];
    private @Nullable SeriesState<W>[] states = places(FIRST_PLACES);
    private int size;

    int size() {
        return size;
    }

    /** The series with those labels, or null. */
    @Nullable
    SeriesState<W> find(long hash, byte[] body, int from, int to, @Nullable String sender) {
        int mask = hashes.length - 1;
        for (int place = (int) hash & mask; hashes[place] != 0; place = (place + 1) & mask) {
            SeriesState<W> state = states[place];
            if (hashes[place] == hash
                    && state != null
                    && Arrays.equals(body, from, to, state.labels, 0, state.labels.length)
                    && (sender == null ? state.sender == null : sender.equals(state.sender))) {
                return state;
            }
        }
        return null;
    }

    /** Adds a series that was not found. */
    void add(SeriesState<W> state) {
        if (size >= hashes.length / 2) {
            rebuild(hashes.length * 2, Long.MIN_VALUE, gone -> {});
        }
        put(state);
    }

    /** Lets go of the series that had no sample since then. */
    void forget(long acceptedBefore, java.util.function.Consumer<SeriesState<W>> gone) {
        int active = 0;
        for (SeriesState<W> state : states) {
            if (state != null && state.acceptedAt >= acceptedBefore) {
                active++;
            }
        }
        if (active < size) {
            int places = Math.max(FIRST_PLACES, Integer.highestOneBit(Math.max(1, active)) * 4);
            rebuild(places, acceptedBefore, gone);
        }
    }

    private void rebuild(int places, long acceptedBefore, java.util.function.Consumer<SeriesState<W>> gone) {
        @Nullable SeriesState<W>[] before = states;
        hashes = new long[places];
        states = places(places);
        size = 0;
        for (SeriesState<W> state : before) {
            if (state != null && state.acceptedAt >= acceptedBefore) {
                put(state);
            } else if (state != null) {
                state.gone = true;
                state.follower = null;
                gone.accept(state);
            }
        }
        for (SeriesState<W> state : states) {
            if (state != null && state.follower != null && state.follower.gone) {
                state.follower = null;
            }
        }
    }

    private void put(SeriesState<W> state) {
        int mask = hashes.length - 1;
        int place = (int) state.hash & mask;
        while (hashes[place] != 0) {
            place = (place + 1) & mask;
        }
        hashes[place] = state.hash;
        states[place] = state;
        size++;
    }

    @SuppressWarnings("unchecked")
    private static <W> @Nullable SeriesState<W>[] places(int count) {
        return (@Nullable SeriesState<W>[]) new SeriesState<?>[count];
    }
}
