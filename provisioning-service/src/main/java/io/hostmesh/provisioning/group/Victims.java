package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.MemberRules.Victim;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Chooses the members that go when a group has too many. First those that do not run yet, then those of another template than
 * the newest, then by the group's own rule. Protected members never go.
 */
final class Victims {

    static final String ALL_PROTECTED = "members-protected";

    private Victims() {}

    /**
     * Who goes.
     *
     * @param steps their deletions, at most as many as were asked for
     * @param spared how many fewer they are, because the others are protected
     */
    record Chosen(List<Step> steps, int spared) {

        /** For the end of a sentence that says why the group shrinks. */
        String told() {
            return spared == 0 ? "" : "; " + spared + " more stay because they are protected";
        }
    }

    static Chosen choose(Situation situation, int surplus, String because) {
        List<Step> steps = inOrder(situation).stream()
                .limit(Math.max(0, surplus))
                .<Step>map(member -> new DeleteMember(member.id(), because))
                .toList();
        return new Chosen(steps, Math.max(0, surplus) - steps.size());
    }

    /** What gives up the members that are over what the group should have, as when they were protected; nothing where none may go. */
    static Optional<Activity> surplus(Situation situation) {
        String because = "the group should have " + situation.group().desired() + " members";
        Chosen victims = choose(situation, situation.alive() - situation.group().desired(), because);
        return victims.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(Activity.of(
                        Activity.Kind.SHRINK,
                        because + victims.told(),
                        situation.size(),
                        situation.size() - victims.steps().size(),
                        victims.steps()));
    }

    /** The members that may go, the first one first. */
    static List<Member> inOrder(Situation situation) {
        Victim rule = situation.description().members().victim();
        int revision = situation.group().rollout().revision();
        List<Member> candidates = situation.members().stream()
                .filter(Member::alive)
                .filter(member -> !member.traits().isProtected())
                .sorted(Comparator.comparing(Victims::readiness)
                        .thenComparing(member -> member.traits().revision() == revision)
                        .thenComparing(by(rule)))
                .toList();
        return rule == Victim.LOCATION_BALANCE ? balanced(situation, candidates) : candidates;
    }

    /** Less than another's if it is less of a loss. */
    private static int readiness(Member member) {
        if (member.phase() == Member.Phase.RUNNING) {
            return 2;
        }
        return member.traits().queued() ? 0 : 1;
    }

    private static Comparator<Member> by(Victim rule) {
        Comparator<Member> oldest = Comparator.comparing(Member::createdAt).thenComparing(Member::id);
        return switch (rule) {
            case OLDEST -> oldest;
            case NEWEST, LOCATION_BALANCE -> oldest.reversed();
            case COST -> Comparator.comparing(Victims::cost).reversed().thenComparing(oldest.reversed());
        };
    }

    private static BigDecimal cost(Member member) {
        return Objects.requireNonNullElse(member.traits().costPerHour(), BigDecimal.ZERO);
    }

    /** Takes the first of the fullest location each time, of those that go before the others; what goes leaves its location emptier. */
    private static List<Member> balanced(Situation situation, List<Member> candidates) {
        int revision = situation.group().rollout().revision();
        Map<String, Integer> members = new HashMap<>();
        situation.members().stream()
                .filter(Member::alive)
                .forEach(member -> members.merge(member.traits().locationId(), 1, Integer::sum));
        List<Member> left = new ArrayList<>(candidates);
        List<Member> order = new ArrayList<>();
        while (!left.isEmpty()) {
            Member next = left.get(0);
            for (Member member : left) {
                boolean alike = readiness(member) == readiness(next)
                        && (member.traits().revision() == revision)
                                == (next.traits().revision() == revision);
                if (alike && count(members, member) > count(members, next)) {
                    next = member;
                }
            }
            left.remove(next);
            members.merge(next.traits().locationId(), -1, Integer::sum);
            order.add(next);
        }
        return order;
    }

    private static int count(Map<String, Integer> members, Member member) {
        return members.getOrDefault(member.traits().locationId(), 0);
    }
}
