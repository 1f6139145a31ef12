package io.hostmesh.monitoring.series;

import org.jspecify.annotations.Nullable;

/**
 * Texts that many series have in common, such as names of labels and of hosts, so that each is kept once by whoever keeps labels. Of those
 * that share a place the newest is known. For one thread.
 */
final class SharedTexts {

    private static final int PLACES = 1 << 12;

    private final @Nullable String[] texts = new String[PLACES];

    /** An equal text, the same as before where it is known. */
    String of(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        String known = texts[place];
        if (text.equals(known)) {
            return known;
        }
        texts[place] = text;
        return text;
    }
}
