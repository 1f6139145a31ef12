package io.hostmesh.monitoring.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Puts minutes of series together that were kept in pieces: by an instance that handed on within the minute and the next one, of samples
 * that came late, or twice, because one did not learn that it was kept. In whatever order the pieces come, the minute is the same.
 */
public final class MinuteParts {

    /** Of a minute of more samples, only what they come to is kept. */
    static final int MOST_SAMPLES = 120;

    private static final Comparator<SeriesPart> MOST_SAMPLES_FIRST = Comparator.<SeriesPart>comparingLong(
                    piece -> piece.part().count())
            .reversed()
            .thenComparing(piece -> piece.part().firstAt())
            .thenComparing(piece -> piece.part().lastAt());

    private final Map<UUID, List<SeriesPart>> pieces = new HashMap<>();

    /** Takes a piece. */
    public void add(SeriesPart piece) {
        pieces.computeIfAbsent(piece.series(), first -> new ArrayList<>()).add(piece);
    }

    /** The series that there are pieces of. */
    public Set<UUID> series() {
        return pieces.keySet();
    }

    /** The minutes of each series, the earliest first. */
    public Map<UUID, List<SeriesPart>> whole() {
        Map<UUID, List<SeriesPart>> all = new HashMap<>();
        pieces.keySet().forEach(series -> all.put(series, minutes(series)));
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
            minutes.add(to == from + 1 ? first : together(sorted.subList(from, to)));
        }
        return minutes;
    }

    /**
     * Pieces whose samples are kept are joined sample by sample. Of others, those that do not overlap are joined; of those that do, the
     * one of more samples stays.
     */
    static SeriesPart together(List<SeriesPart> pieces) {
        SeriesPart first = pieces.get(0);
        List<SeriesPart> left = new ArrayList<>(pieces);
        List<Samples> kept = pieces.stream()
                .map(SeriesPart::samples)
                .filter(Objects::nonNull)
                .toList();
        if (!kept.isEmpty()) {
            left.removeIf(piece -> piece.samples() != null);
            left.add(SeriesPart.of(first.series(), first.at(), Samples.union(kept)));
        }
        List<SeriesPart> chosen = new ArrayList<>();
        left.sort(MOST_SAMPLES_FIRST);
        for (SeriesPart piece : left) {
            if (chosen.stream().noneMatch(other -> overlap(piece.part(), other.part()))) {
                chosen.add(piece);
            }
        }
        if (chosen.size() == 1 && chosen.get(0).part().count() <= MOST_SAMPLES) {
            return chosen.get(0);
        }
        Part whole = chosen.stream()
                .map(SeriesPart::part)
                .sorted(Comparator.comparing(Part::firstAt))
                .reduce(Part::then)
                .orElseThrow();
        return new SeriesPart(first.series(), first.at(), whole);
    }

    private static boolean overlap(Part one, Part other) {
        return !one.firstAt().isAfter(other.lastAt()) && !other.firstAt().isAfter(one.lastAt());
    }

    /** Joins minutes in steps that are counted from a time. */
    public static SortedMap<Instant, Part> inSteps(List<SeriesPart> minutes, Instant from, Duration step) {
        SortedMap<Instant, Part> steps = new TreeMap<>();
        minutes.forEach(minute -> steps.merge(stepOf(minute.at(), from, step), minute.part(), Part::then));
        return steps;
    }

    /** Adds the values of the samples of minutes to those of such steps. */
    public static void spread(List<SeriesPart> minutes, Instant from, Duration step, SortedMap<Instant, Spread> steps) {
        minutes.forEach(minute -> steps.computeIfAbsent(stepOf(minute.at(), from, step), first -> new Spread())
                .add(minute));
    }

    private static Instant stepOf(Instant at, Instant from, Duration step) {
        long millis = step.toMillis();
        return from.plusMillis(Math.floorDiv(Duration.between(from, at).toMillis(), millis) * millis);
    }
}
