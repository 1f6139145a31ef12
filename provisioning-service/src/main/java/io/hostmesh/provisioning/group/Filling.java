package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.Memory.Replacement;
import io.hostmesh.provisioning.group.Rollout.Update;
import io.hostmesh.provisioning.policy.Evaluation.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes up the difference between the members a group should have and those it has. The one place where members are
 * created, and so the one that keeps the maximum: a group never has more members, in any state but deleted, than that.
 */
final class Filling {

    /** What an explanation belongs to that is told once for each time that members are short. */
    private static final String SHORT = "filling";

    private Filling() {}

    /**
     * Creates what is missing, as far as there is room, replacements first.
     *
     * @param situation the group as it should be, with the members as they are
     * @param before activities that the result begins with
     * @param plain the kind and reason of members that replace nobody
     */
    static Accepted fill(Situation situation, List<Activity> before, Kind plain, String because) {
        return fill(situation, before, plain, because, null, situation.group().desired());
    }

    static Accepted fill(
            Situation situation,
            List<Activity> before,
            Kind plain,
            String because,
            Activity.@Nullable Figures figures,
            int wished) {
        Group.Active group = situation.group();
        int missing = group.desired() - situation.alive();
        int possible = held(situation) ? 0 : Math.max(0, Math.min(missing, situation.room()));
        List<Activity> activities = new ArrayList<>(before);
        List<Replacement> waiting = awaited(situation.memory().replacements(), missing);
        int size = situation.size();
        // The places of those that wait are theirs, even if not all may be replaced at once.
        int plainRoom = Math.max(0, possible - waiting.size());
        int replaceable = Math.min(Math.min(possible, waiting.size()), Replacements.allowed(situation));
        for (int replaced = 0; replaced < replaceable; replaced++) {
            activities.add(replace(waiting.remove(0), size, situation.spendLimit()));
        }
        int owed = Math.min(owed(group), Math.max(0, missing - replaceable));
        int successors = Math.min(owed, plainRoom);
        if (successors > 0) {
            activities.add(succeed(situation, size, successors));
        }
        int plainly = mayGrow(situation) ? plainRoom - successors : 0;
        if (plainly > 0) {
            List<Step> steps = Collections.nCopies(plainly, new CreateMember(List.of()));
            activities.add(new Activity(plain, null, because, size, size + plainly, wished, figures, steps, null));
        }
        int created = replaceable + successors + plainly;
        Memory memory = group.memory().withReplacements(waiting);
        Limit limit = limit(situation, plain, plainRoom - successors, created, missing);
        if (limit != null && !memory.hasTold(SHORT, limit.reason())) {
            memory = memory.telling(SHORT, limit.reason());
            activities.add(
                    Activity.not(Kind.DECLINE, limit.reason(), limit.because(), size + created, size + missing, null));
        }
        Group.Active next =
                owing(group.remembering(limit != null ? memory : memory.forgetting(SHORT)), owed - successors);
        return RollingUpdate.advance(
                situation, new Accepted(next, List.copyOf(activities), nextCheck(situation, missing - created)));
    }

    /** No more wait for another in their place than are missing: the places of the others are taken, or were given up. */
    private static List<Replacement> awaited(List<Replacement> failed, int missing) {
        return new ArrayList<>(failed.subList(0, Math.max(0, Math.min(failed.size(), missing))));
    }

    /** Growth of which nothing can be made yet is told all the same. */
    static Accepted grow(Situation situation, String because, Activity.@Nullable Figures figures, int wished) {
        Accepted filled = fill(situation, List.of(), Kind.GROW, because, figures, wished);
        if (!filled.activities().isEmpty()) {
            return filled;
        }
        Activity later = Activity.not(
                Kind.HOLD,
                "creation-delayed",
                because + "; they are made as soon as others have answered or failed",
                situation.size(),
                wished,
                figures);
        return new Accepted(filled.next(), List.of(later), filled.nextCheckAt());
    }

    /** False where nothing may be created but what keeps the size. */
    static boolean mayGrow(Situation situation) {
        Shortage shortage = situation.shortage();
        return situation.spendLimit() == null && (shortage == null || !shortage.ofGrowth());
    }

    /** Why members are still missing, if that is a shortage or money. Whoever wants more of them says that of money himself. */
    private static @Nullable Limit limit(Situation situation, Kind plain, int plainRoom, int created, int missing) {
        Shortage shortage = situation.shortage();
        if (shortage != null && created < missing && (shortage.ofGrowth() || created == shortage.room())) {
            return new Limit(shortage.reason().id(), shortage.because());
        }
        String spendLimit = situation.spendLimit();
        return spendLimit != null && plain == Kind.RESTORE && plainRoom > 0
                ? new Limit(
                        "spend-limit-reached",
                        "the group should have " + situation.group().desired() + " members, but " + spendLimit)
                : null;
    }

    /** True while nothing at all may be created. */
    static boolean held(Situation situation) {
        Creations creations = situation.memory().creations();
        return situation.group().suspended()
                || situation.creationsStopped()
                || creations.delayed(situation.pace(), situation.now());
    }

    private static int owed(Group.Active group) {
        Update update = group.rollout().update();
        return update == null ? 0 : update.owed();
    }

    private static Group.Active owing(Group.Active group, int owed) {
        Update update = group.rollout().update();
        return update == null || update.owed() == owed
                ? group
                : group.rollingOut(group.rollout().with(update.owing(owed)));
    }

    /** Members that were given up for a new template get successors, which like replacements keep the size. */
    private static Activity succeed(Situation situation, int size, int members) {
        Rollout rollout = situation.group().rollout();
        Update update = Objects.requireNonNull(rollout.update());
        return new Activity(
                Kind.UPDATE,
                null,
                members + " of revision " + rollout.revision() + " of the template take the places of those given up",
                size,
                size + members,
                situation.group().desired(),
                null,
                Collections.nCopies(members, new CreateMember(List.of())),
                update.correlationId());
    }

    /** A replacement keeps the size that was agreed, so a spend limit does not forbid it. */
    private static Activity replace(Replacement replacement, int size, @Nullable String spendLimit) {
        String because = "takes the place of " + String.join(", ", replacement.serverIds());
        return new Activity(
                Kind.REPLACE,
                null,
                spendLimit == null
                        ? because
                        : because + "; allowed although " + spendLimit + ", because it keeps the size",
                size,
                size,
                size,
                null,
                List.of(new CreateMember(replacement.serverIds())),
                replacement.correlationId());
    }

    private static @Nullable Instant nextCheck(Situation situation, int stillMissing) {
        Creations creations = situation.memory().creations();
        if (stillMissing <= 0
                || situation.creationsStopped()
                || situation.group().suspended()) {
            return null;
        }
        if (creations.delayed(situation.pace(), situation.now())) {
            return creations.notBefore();
        }
        boolean waits = situation.spendLimit() != null
                || situation.shortage() != null
                || !situation.memory().replacements().isEmpty();
        return waits ? situation.now().plus(situation.pace().recheck()) : null;
    }
}
