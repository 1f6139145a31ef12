package io.hostmesh.monitoring.quiet;

import java.util.ArrayList;
import java.util.List;

/**
 * What speaks against telling of an alert at a moment.
 *
 * @param silencedBy ids of silences
 * @param inhibitedBy group keys of firing alerts that explain it
 * @param maintenances ids of maintenances under way
 * @param flapping it comes and goes, as was told
 */
public record Mutes(List<String> silencedBy, List<String> inhibitedBy, List<String> maintenances, boolean flapping) {

    /** The recurring work that looks what of all this is over; to be woken when something changed. */
    public static final String REVIEW = "alert-review";

    public static final Mutes NONE = new Mutes(List.of(), List.of(), List.of(), false);

    public Mutes {
        silencedBy = List.copyOf(silencedBy);
        inhibitedBy = List.copyOf(inhibitedBy);
        maintenances = List.copyOf(maintenances);
    }

    /** Whether anything does. */
    public boolean holdBack() {
        return flapping || holdBackWhateverFlaps();
    }

    boolean holdBackWhateverFlaps() {
        return !silencedBy.isEmpty() || !inhibitedBy.isEmpty() || !maintenances.isEmpty();
    }

    public Mutes withFlapping(boolean flaps) {
        return new Mutes(silencedBy, inhibitedBy, maintenances, flaps);
    }

    /** What was there before and is not any more, in words. */
    String over(Mutes now) {
        List<String> over = new ArrayList<>();
        gone(silencedBy, now.silencedBy).forEach(id -> over.add("silence " + id + " ended"));
        gone(inhibitedBy, now.inhibitedBy).forEach(key -> over.add("the alert about " + key + " is resolved"));
        gone(maintenances, now.maintenances).forEach(id -> over.add("maintenance " + id + " ended"));
        if (flapping && !now.flapping) {
            over.add("it stopped flapping");
        }
        return over.isEmpty() ? "nothing mutes it any more" : String.join(", ", over);
    }

    private static List<String> gone(List<String> before, List<String> now) {
        return before.stream().filter(each -> !now.contains(each)).toList();
    }
}
