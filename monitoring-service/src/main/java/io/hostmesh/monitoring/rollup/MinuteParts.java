package io.hostmesh.monitoring.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Puts minutes of series together that were kept in pieces: by an instance that handed on within the minute and the next one, or twice,
 * because one did not learn that it was kept. In whatever order the pieces come, the minute is the same.
 */
public final class MinuteParts {

    private static final Comparator<Part> MOST_SAMPLES_FIRST = Comparator.comparingLong(Part::count)
            .reversed()
            .thenComparing(Part::firstAt)
            .thenComparing(Part::lastAt);

    private final Map<UUID, SortedMap<Instant, List<Part>>> pieces = new HashMap<>();

    /** Takes a piece. */
    public void add(SeriesPart piece) {
        pieces.computeIfAbsent(piece.series(), first -> new TreeMap<>())
                .computeIfAbsent(piece.at(), first -> new ArrayList<>(1))
                .add(piece.part());
    }

    /** The series that there are pieces of. */
    public Set<UUID> series() {
        return pieces.keySet();
    }

    /** The minutes of each series. */
    public Map<UUID, SortedMap<Instant, Part>> whole() {
        Map<UUID, SortedMap<Instant, Part>> all = new HashMap<>();
        pieces.forEach((series, minutes) -> {
            SortedMap<Instant, Part> whole = new TreeMap<>();
            minutes.forEach((at, parts) -> whole.put(at, together(parts)));
            all.put(series, whole);
        });
        return all;
    }

    /** Pieces that do not overlap are joined; of those that do, the one of more samples stays. */
    static Part together(List<Part> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Part> chosen = new ArrayList<>();
        for (Part part : parts.stream().sorted(MOST_SAMPLES_FIRST).toList()) {
            if (chosen.stream().noneMatch(other -> overlap(part, other))) {
                chosen.add(part);
            }
        }
        return chosen.stream()
                .sorted(Comparator.comparing(Part::firstAt))
                .reduce(Part::then)
                .orElseThrow();
    }

    private static boolean overlap(Part one, Part other) {
        return !one.firstAt().isAfter(other.lastAt()) && !other.firstAt().isAfter(one.lastAt());
    }

    /** Joins minutes in steps that are counted from a time. */
    public static SortedMap<Instant, Part> inSteps(SortedMap<Instant, Part> minutes, Instant from, Duration step) {
        SortedMap<Instant, Part> steps = new TreeMap<>();
        long millis = step.toMillis();
        minutes.forEach((at, part) -> {
            long begin = Math.floorDiv(Duration.between(from, at).toMillis(), millis) * millis;
            steps.merge(from.plusMillis(begin), part, Part::then);
        });
        return steps;
    }
}
