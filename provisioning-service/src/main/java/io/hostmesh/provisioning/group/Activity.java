package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.policy.Evaluation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a group does, or does not do although something asks for it, with the reason.
 *
 * @param reason a stable word for why not, or null for what is done
 * @param from the size before, {@code to} the size it leads to, and {@code wished} what was asked for
 * @param figures the measurement it follows from, or null where there is none
 * @param correlationId the correlation it belongs to where that is not the command's own
 * @param evaluation what policies made of what they saw, where they were asked
 * @param again true for an outcome that was told before, for the same occasion and reason
 */
record Activity(
        Kind kind,
        @Nullable String reason,
        String because,
        int from,
        int to,
        int wished,
        @Nullable Figures figures,
        List<Step> steps,
        @Nullable String correlationId,
        @Nullable Evaluation evaluation,
        boolean again) {

    Activity(
            Kind kind,
            @Nullable String reason,
            String because,
            int from,
            int to,
            int wished,
            @Nullable Figures figures,
            List<Step> steps,
            @Nullable String correlationId) {
        this(kind, reason, because, from, to, wished, figures, steps, correlationId, null, false);
    }

    Activity explainedBy(Evaluation next) {
        return new Activity(kind, reason, because, from, to, wished, figures, steps, correlationId, next, again);
    }

    /** The same outcome once more: it is counted where it was told, and nobody is told again. */
    Activity repeated() {
        return new Activity(kind, reason, because, from, to, wished, figures, steps, correlationId, evaluation, true);
    }

    /** What is done. */
    enum Kind {
        CREATE,
        CHANGE,
        GROW,
        SHRINK,
        /** A failed member is removed, or another takes its place. */
        REPLACE,
        /** A member is made for one that was deleted by hand. */
        RESTORE,
        SUSPEND,
        RESUME,
        DELETE,
        /** Members of an older template are replaced, or that begins, pauses or ends. */
        UPDATE,
        /** The template becomes the one again that every member had last. */
        ROLL_BACK,
        /** A member is protected against being given up, or no longer is. */
        PROTECT,
        /** Refused; the customer is told by an event too. */
        DECLINE,
        /** Nothing yet, although there is a reason to. */
        HOLD,
        /** Nothing, because the size is right. */
        KEEP
    }

    /** What it takes. */
    sealed interface Step {}

    /** A new member that takes the place of those failed servers, if any. */
    record CreateMember(List<String> replaces) implements Step {}

    record DeleteMember(String serverId, String because) implements Step {}

    record ProtectMember(String serverId, boolean wanted) implements Step {}

    /** The figures that a decision saw; {@code ready} members are warm, {@code alive} ones include those on their way. */
    record Figures(
            String metric,
            double value,
            double target,
            int measured,
            int missing,
            int ready,
            int alive,
            int size,
            Instant measuredAt) {}

    static Activity of(Kind kind, String because, int from, int to, List<Step> steps) {
        return new Activity(kind, null, because, from, to, to, null, steps, null);
    }

    static Activity not(Kind kind, String reason, String because, int size, int wished, @Nullable Figures figures) {
        return new Activity(kind, reason, because, size, size, wished, figures, List.of(), null);
    }
}
