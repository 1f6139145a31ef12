package io.hostmesh.monitoring.series;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The active series of one account, found by a hash of their labels: an open table of places, half of them empty. The series
 * themselves are kept in the order in which they came, which is the one in which most senders go on sending them. For one thread.
 */
final class SeriesTable<W> {

    private static final int FIRST_PLACES = 256;

    private long[] hashes = new long[FIRST_PLACES];
    /** By place, the number of the series that is there. */
    private int[] numbers = new int[FIRST_PLACES];

    private @Nullable SeriesState<W>[] states = states(FIRST_PLACES / 2);
    private int size;

    int size() {
        return size;
    }

    /** The series that came first after that one; null where there is none. */
    @Nullable
    SeriesState<W> after(SeriesState<W> state) {
        int next = state.number + 1;
        return next < size ? states[next] : null;
    }

    /** The series with those labels, or null. */
    @Nullable
    SeriesState<W> find(long hash, byte[] body, int from, int to, @Nullable String sender) {
        int mask = hashes.length - 1;
        for (int place = (int) hash & mask; hashes[place] != 0; place = (place + 1) & mask) {
            if (hashes[place] == hash) {
                SeriesState<W> state = states[numbers[place]];
                if (state != null
                        && Arrays.equals(body, from, to, state.labels, 0, state.labels.length)
                        && state.isFrom(sender)) {
                    return state;
                }
            }
        }
        return null;
    }

    /** Adds a series that was not found. */
    void add(SeriesState<W> state) {
        if (size == states.length) {
            states = Arrays.copyOf(states, size * 2);
            replace(hashes.length * 2);
        }
        put(state);
    }

    void forEach(java.util.function.Consumer<SeriesState<W>> action) {
        for (SeriesState<W> state : states) {
            if (state != null) {
                action.accept(state);
            }
        }
    }

    /** Lets go of the series that had no sample since then. */
    void forget(long acceptedBefore, Consumer<SeriesState<W>> gone) {
        @Nullable SeriesState<W>[] before = states;
        int sizeBefore = size;
        int active = 0;
        for (int number = 0; number < size; number++) {
            SeriesState<W> state = states[number];
            active += state != null && state.acceptedAt >= acceptedBefore ? 1 : 0;
        }
        if (active == size) {
            return;
        }
        int places = Math.max(FIRST_PLACES, Integer.highestOneBit(Math.max(1, active)) * 4);
        states = states(places / 2);
        size = 0;
        replace(places);
        for (int number = 0; number < sizeBefore; number++) {
            SeriesState<W> state = before[number];
            if (state != null && state.acceptedAt >= acceptedBefore) {
                put(state);
            } else if (state != null) {
                gone.accept(state);
            }
        }
    }

    /** Gives every series its place anew. */
    private void replace(int places) {
        hashes = new long[places];
        numbers = new int[places];
        for (int number = 0; number < size; number++) {
            SeriesState<W> state = states[number];
            if (state != null) {
                place(state);
            }
        }
    }

    private void put(SeriesState<W> state) {
        state.number = size;
        states[size++] = state;
        place(state);
    }

    private void place(SeriesState<W> state) {
        int mask = hashes.length - 1;
        int place = (int) state.hash & mask;
        while (hashes[place] != 0) {
            place = (place + 1) & mask;
        }
        hashes[place] = state.hash;
        numbers[place] = state.number;
    }

    @SuppressWarnings("unchecked")
    private static <W> @Nullable SeriesState<W>[] states(int count) {
        return (@Nullable SeriesState<W>[]) new SeriesState<?>[count];
    }
}
