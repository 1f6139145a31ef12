package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.policy.ScalingMemory;
import io.hostmesh.provisioning.policy.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the autoscaler must remember between two decisions. Every list in it is bounded.
 *
 * @param measuredUntil when the measurement behind the last change of size was accepted; older ones are stale
 * @param window the recommendations to shrink so far, or null while nothing recommends it
 * @param told what was already explained: a reason is told once per alert
 * @param creations failures to create members
 * @param replacements failed members that nobody has replaced yet, oldest first
 * @param scaling what policies remember
 */
record Memory(
        @Nullable Instant measuredUntil,
        @Nullable Window window,
        List<String> told,
        Creations creations,
        List<Replacement> replacements,
        ScalingMemory scaling) {

    static final Memory EMPTY = new Memory(null, null, List.of(), Creations.NONE, List.of(), ScalingMemory.EMPTY);

    private static final int TOLD_BOUND = 16;
    private static final int REPLACEMENTS_BOUND = 1000;

    /** A failed member, the members it was to replace itself, and the correlation in which that happened. */
    record Replacement(List<String> serverIds, String correlationId) {}

    /** Rows of older releases lack what came later. */
    Memory {
        scaling = scaling == null ? ScalingMemory.EMPTY : scaling;
    }

    Memory withScaling(ScalingMemory next) {
        return new Memory(measuredUntil, window, told, creations, replacements, next);
    }

    Memory measured(Instant until) {
        return new Memory(until, window, told, creations, replacements, scaling);
    }

    Memory withWindow(@Nullable Window next) {
        return new Memory(measuredUntil, next, told, creations, replacements, scaling);
    }

    Memory withCreations(Creations next) {
        return new Memory(measuredUntil, window, told, next, replacements, scaling);
    }

    Memory withReplacements(List<Replacement> next) {
        int from = Math.max(0, next.size() - REPLACEMENTS_BOUND);
        return new Memory(
                measuredUntil, window, told, creations, List.copyOf(next.subList(from, next.size())), scaling);
    }

    Memory awaiting(Replacement replacement) {
        List<Replacement> next = new ArrayList<>(replacements);
        next.add(replacement);
        return withReplacements(next);
    }

    /** What belongs to that is explained anew when it happens again. */
    Memory forgetting(String alertId) {
        List<String> next =
                told.stream().filter(word -> !word.startsWith(alertId + " ")).toList();
        return new Memory(measuredUntil, window, next, creations, replacements, scaling);
    }

    boolean hasTold(String alertId, String reason) {
        return told.contains(alertId + " " + reason);
    }

    Memory telling(String alertId, String reason) {
        List<String> next = new ArrayList<>(told);
        next.add(alertId + " " + reason);
        int from = Math.max(0, next.size() - TOLD_BOUND);
        return new Memory(
                measuredUntil, window, List.copyOf(next.subList(from, next.size())), creations, replacements, scaling);
    }
}
