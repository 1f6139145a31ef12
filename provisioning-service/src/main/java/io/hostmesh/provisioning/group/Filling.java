package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.Memory.Replacement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes up the difference between the members a group should have and those it has. The one place where members are
 * created, and so the one that keeps the maximum: a group never has more members, in any state but deleted, than that.
 */
final class Filling {

    private static final Duration SPEND_LIMIT_CHECK = Duration.ofSeconds(10);

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
        int possible = held(situation) ? 0 : Math.min(missing, situation.room());
        List<Activity> activities = new ArrayList<>(before);
        List<Replacement> waiting = new ArrayList<>(situation.memory().replacements());
        int size = situation.size();
        int created = 0;
        while (created < possible && !waiting.isEmpty()) {
            activities.add(replace(waiting.remove(0), size, situation.spendLimit()));
            created++;
        }
        if (created < possible && situation.spendLimit() == null) {
            List<Step> steps = new ArrayList<>();
            for (; created < possible; created++) {
                steps.add(new CreateMember(List.of()));
            }
            activities.add(new Activity(
                    plain, null, because, size, size + steps.size(), wished, figures, List.copyOf(steps), null));
        }
        Memory memory = group.memory().withReplacements(waiting);
        Shortage shortage = situation.shortage();
        boolean isShort = shortage != null && created < missing && created == shortage.room();
        if (isShort && !memory.hasTold(SHORT, shortage.reason())) {
            memory = memory.telling(SHORT, shortage.reason());
            activities.add(Activity.not(
                    Kind.DECLINE, shortage.reason(), shortage.because(), size + created, size + missing, null));
        }
        Group.Active next = group.remembering(isShort ? memory : memory.forgetting(SHORT));
        return new Accepted(next, List.copyOf(activities), nextCheck(situation, missing - created));
    }

    private static boolean held(Situation situation) {
        Creations creations = situation.memory().creations();
        return creations.stopped() || creations.delayed(situation.now());
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
        if (stillMissing <= 0 || creations.stopped()) {
            return null;
        }
        if (creations.delayed(situation.now())) {
            return creations.notBefore();
        }
        return situation.spendLimit() == null && situation.shortage() == null
                ? null
                : situation.now().plus(SPEND_LIMIT_CHECK);
    }
}
