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

    private final Map<UUID, List<SeriesPart>> pieces = new HashMap<>();

    /** Takes a piece. */
    public void add(SeriesPart piece) {
        pieces.computeIfAbsent(piece.series(), first -> new ArrayList<>()).add(piece);
    }

    /** The series that there are pieces of. */
    public Set<UUID> series() {
        return pieces.keySet();
    }

    /** The minutes of each series. */
    public Map<UUID, SortedMap<Instant, Part>> whole() {
        Map<UUID, SortedMap<Instant, Part>> all = new HashMap<>();
        for (UUID series : pieces.keySet()) {
            SortedMap<Instant, Part> whole = new TreeMap<>();
            minutes(series).forEach(minute -> whole.put(minute.at(), minute.part()));
            all.put(series, whole);
        }
        return all;
    }

    /** The minutes of a series, the earliest first. */
    public List<SeriesPart> minutes(UUID series) {
        List<SeriesPart> sorted = new ArrayList<>(pieces.getOrDefault(series, List.of()));
        sorted.sort(Comparator.comparing(SeriesPart::at));
        List<SeriesPart> minutes = new ArrayList<>(sorted.size());
        for (int from = 0, to; from < sorted.size(); from = to) {
            SeriesPart first = sorted.get(from);
            to = from + 1;
            while (to < sorted.size() && sorted.get(to).at().equals(first.at())) {
                to++;
            }
            List<SeriesPart> same = sorted.subList(from, to);
            minutes.add(
                    same.size() == 1
                            ? first
                            : new SeriesPart(
                                    series,
                                    first.at(),
                                    together(same.stream().map(SeriesPart::part).toList())));
        }
        return minutes;
    }

    /** Pieces that do not overlap are joined; of those that do, the one of more samples stays. */
    static Part together(List<Part> parts) {
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
