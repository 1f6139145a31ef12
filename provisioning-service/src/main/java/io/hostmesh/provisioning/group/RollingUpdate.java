package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.group.Rollout.State;
import io.hostmesh.provisioning.group.Rollout.Update;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the members of older templates, a batch at a time: the next begins when every member of the last is ready. Where
 * the maximum leaves room, successors are made first and nobody is missed; where it does not, members go first, as many as
 * may be away. A group in which something else is going on waits until that is over.
 */
final class RollingUpdate {

    private static final int MOST_NAMED = 3;

    private RollingUpdate() {}

    /** A move of the update: the group after it, what it does, and when to look again. */
    private record Move(
            Group.Active next,
            @Nullable Activity activity,
            @Nullable Instant nextCheckAt) {}

    /**
     * Moves the update of a group on, if it is under way and the decision so far leaves every member where it is.
     *
     * @param filled what was decided apart from the update
     */
    static Accepted advance(Situation situation, Accepted filled) {
        if (!(filled.next() instanceof Group.Active group) || !group.rollout().moving() || group.suspended()) {
            return filled;
        }
        if (filled.activities().stream()
                .flatMap(activity -> activity.steps().stream())
                .anyMatch(step -> !(step instanceof Activity.ProtectMember))) {
            return new Accepted(
                    waiting(group, null), filled.activities(), earliest(filled.nextCheckAt(), situation.now()));
        }
        Move move = move(
                situation.with(group), Objects.requireNonNull(group.rollout().update()));
        List<Activity> activities = new ArrayList<>(filled.activities());
        if (move.activity() != null) {
            activities.add(move.activity());
        }
        Instant next = earliest(filled.nextCheckAt(), move.nextCheckAt());
        return new Accepted(move.next(), List.copyOf(activities), next);
    }

    /** A group whose update is under way is always looked at again, unless it waits for its owner. */
    static GroupDecision watched(GroupDecision decision, Situation situation) {
        if (!(decision instanceof Accepted accepted
                && accepted.next() instanceof Group.Active group
                && group.rollout().moving())) {
            return decision;
        }
        if (group.suspended()) {
            Group.Active waiting = waiting(group, "scaling to be resumed");
            return new Accepted(waiting, accepted.activities(), accepted.nextCheckAt());
        }
        Instant next = accepted.nextCheckAt();
        return new Accepted(
                group,
                accepted.activities(),
                next == null ? situation.now().plus(situation.pace().recheck()) : next);
    }

    private static Group.Active waiting(Group.Active group, @Nullable String waitsFor) {
        Update update = Objects.requireNonNull(group.rollout().update());
        return group.rollingOut(group.rollout().with(update.waitingFor(waitsFor)));
    }

    private static Move move(Situation situation, Update update) {
        Group.Active group = situation.group();
        int desired = group.desired();
        Instant now = situation.now();
        List<Member> outdated = situation.members().stream()
                .filter(Member::alive)
                .filter(member -> member.traits().revision() != group.rollout().revision())
                .toList();
        List<Member> movable =
                Victims.inOrder(situation).stream().filter(outdated::contains).toList();
        List<Member> idle = movable.stream()
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .toList();
        if (!idle.isEmpty()) {
            return giveUp(situation, update, idle, true, "they do not run yet");
        }
        Duration warmUp = situation.description().warmUp();
        List<Member> unready = situation.members().stream()
                .filter(Member::alive)
                .filter(member -> !member.readyAt(now, warmUp, now))
                .toList();
        if (!unready.isEmpty() || situation.alive() < desired) {
            return new Move(waiting(group, absent(situation, unready)), null, readyAt(unready, warmUp));
        }
        List<Member> spare = movable.isEmpty() ? Victims.inOrder(situation) : movable;
        if (situation.alive() > desired && !spare.isEmpty()) {
            int surplus = Math.min(situation.alive() - desired, spare.size());
            return giveUp(situation, update, spare.subList(0, surplus), false, "their successors are ready");
        }
        if (outdated.isEmpty()) {
            return settle(situation, update);
        }
        if (update.batch()) {
            Duration pause = rules(situation).pause();
            Update closed =
                    update.batchDone(situation.alive() - outdated.size(), pause.isZero() ? null : now.plus(pause));
            return move(situation.with(group.rollingOut(group.rollout().with(closed))), closed);
        }
        if (movable.isEmpty()) {
            return protectedLeft(situation, update, outdated.size());
        }
        if (pauses(update, rules(situation).pause(), now)) {
            return new Move(waiting(group, "the end of its pause at " + update.notBefore()), null, update.notBefore());
        }
        return begin(situation, update, movable);
    }

    /** Members are given up only for successors that may be made: a batch waits as long as creations do. */
    private static Move begin(Situation situation, Update update, List<Member> movable) {
        Group.Active group = situation.group();
        if (Filling.held(situation)) {
            return new Move(
                    waiting(group, "new members to be made" + butNot(situation)),
                    null,
                    situation.creationsStopped()
                            ? null
                            : situation.memory().creations().notBefore());
        }
        int batch = Math.min(rules(situation).maxUnavailable().of(group.desired()), movable.size());
        int first = Filling.mayGrow(situation) ? Math.min(batch, situation.room()) : 0;
        if (first == 0) {
            return giveUp(situation, update, movable.subList(0, batch), true, "their successors take their places");
        }
        List<Step> steps = Collections.nCopies(first, new CreateMember(List.of()));
        Activity activity = new Activity(
                Kind.UPDATE,
                null,
                count(first, "member") + " of revision " + group.rollout().revision()
                        + " are made before as many others are given up",
                situation.size(),
                situation.size() + first,
                group.desired(),
                null,
                steps,
                update.correlationId());
        Update begun = update.begin().waitingFor(count(first, "member") + " that are made now");
        return new Move(group.rollingOut(group.rollout().with(begun)), activity, null);
    }

    /** @param first true if they go before their successors are made */
    private static Move giveUp(
            Situation situation, Update update, List<Member> members, boolean first, String because) {
        Group.Active group = situation.group();
        String revision = "revision " + group.rollout().revision() + " of the template replaces theirs";
        List<Step> steps = members.stream()
                .<Step>map(member -> new Activity.DeleteMember(member.id(), revision))
                .toList();
        Activity activity = new Activity(
                Kind.UPDATE,
                null,
                count(steps.size(), "member") + " given up for revision "
                        + group.rollout().revision() + " of the template: " + because,
                situation.size(),
                situation.size() - steps.size(),
                group.desired(),
                null,
                steps,
                update.correlationId());
        // Of those that go first, only as many are owed as the group should have.
        int surplus = Math.max(0, situation.alive() - group.desired());
        int replaced = (int) members.stream()
                .filter(member -> member.traits().revision() != group.rollout().revision())
                .count();
        int owed = first ? Math.max(0, steps.size() - surplus) : 0;
        String waitsFor = owed == 0 ? null : count(owed, "member") + " to take the places of those given up";
        Update next = update.gaveUp(replaced).owing(update.owed() + owed).waitingFor(waitsFor);
        return new Move(group.rollingOut(group.rollout().with(next)), activity, null);
    }

    private static Move protectedLeft(Situation situation, Update update, int left) {
        String are = count(left, "member") + " of an older template are protected and stay";
        Group.Active group = waiting(situation.group(), "its owner: " + are);
        Memory memory = group.memory();
        String reason = Victims.ALL_PROTECTED + " " + left;
        if (memory.hasTold(update.correlationId(), reason)) {
            return new Move(group, null, null);
        }
        Activity told = told(situation, Kind.HOLD, Victims.ALL_PROTECTED, are + " until they no longer are", update);
        return new Move(group.remembering(memory.telling(update.correlationId(), reason)), told, null);
    }

    /**
     * What a template does to its members can show after they were ready. So an update ends, and its template is there to stay, when
     * the last that were made have stayed.
     */
    private static Move settle(Situation situation, Update update) {
        if (update.state() != State.ROLLING) {
            return done(situation, update);
        }
        Instant now = situation.now();
        Duration stay = situation.stay();
        boolean begun = !update.batch() && update.notBefore() != null;
        if (begun && !pauses(update, stay, now)) {
            return done(situation, update);
        }
        Group.Active group = situation.group();
        Update settling = (begun ? update : update.batchDone(situation.alive(), now.plus(stay)))
                .waitingFor("the last of its members, which have to answer for " + stay.toSeconds() + " s");
        return new Move(group.rollingOut(group.rollout().with(settling)), null, settling.notBefore());
    }

    private static Move done(Situation situation, Update update) {
        Group.Active group = situation.group();
        State state = update.state() == State.ROLLING ? State.DONE : State.ROLLED_BACK;
        String because = "every member is of revision " + group.rollout().revision();
        Activity told = told(situation, Kind.UPDATE, null, because, update);
        Update over = update.become(state, because).owing(0);
        return new Move(group.rollingOut(group.rollout().with(over)), told, null);
    }

    /** What follows when a member of the new template failed before it had stayed. Its successor is awaited like one of a batch. */
    static Group.Active failed(Situation situation, String serverId, String failure, List<Activity> activities) {
        Group.Active group = situation.group();
        Rollout rollout = group.rollout();
        Update update = rollout.update();
        boolean ofNewTemplate = situation.members().stream()
                .anyMatch(member ->
                        member.id().equals(serverId) && member.traits().revision() == rollout.revision());
        if (update == null || update.state() != State.ROLLING || !ofNewTemplate) {
            return group;
        }
        Update counted = update.failed().begin();
        if (counted.failures() < situation.restraint().updateFailures()) {
            return group.rollingOut(rollout.with(counted));
        }
        String because = counted.failures() + " members of revision " + rollout.revision()
                + " in a row failed before they had answered for "
                + situation.stay().toSeconds() + " s, the last one: " + failure;
        if (rules(situation).rollBack()) {
            return rollBack(situation, counted, because, activities);
        }
        activities.add(told(situation, Kind.DECLINE, "update-failed", "the update is paused: " + because, counted));
        return group.rollingOut(rollout.with(counted.become(State.PAUSED, because)));
    }

    private static Group.Active rollBack(
            Situation situation, Update update, String because, List<Activity> activities) {
        Group.Active group = situation.group();
        activities.add(told(
                situation,
                Kind.ROLL_BACK,
                null,
                "back to revision " + update.stableRevision() + " of the template: " + because,
                update));
        return group.ofTemplate(update.stable(), group.rollout().back(update, because));
    }

    private static Activity told(
            Situation situation, Kind kind, @Nullable String reason, String because, Update update) {
        return new Activity(
                kind,
                reason,
                because,
                situation.size(),
                situation.size(),
                situation.group().desired(),
                null,
                List.of(),
                update.correlationId());
    }

    /** What the owner asks of an update. */
    static GroupDecision decide(Situation situation, GroupCommand.Steer command) {
        Group.Active group = situation.group();
        Rollout rollout = group.rollout();
        Update update = rollout.update();
        if (update == null || !rollout.underWay()) {
            return new Rejected(Refusal.NO_UPDATE, "No update of the group's members is under way.", null);
        }
        List<Activity> activities = new ArrayList<>();
        switch (command.what()) {
            case PAUSE -> {
                if (update.state() == State.PAUSED) {
                    return new GroupDecision.Unchanged();
                }
                String because = "paused by " + command.who();
                activities.add(told(situation, Kind.UPDATE, null, "the update is " + because, update));
                group = group.rollingOut(rollout.with(update.become(State.PAUSED, because)));
            }
            case RESUME -> {
                if (update.state() != State.PAUSED) {
                    return new GroupDecision.Unchanged();
                }
                String because = "resumed by " + command.who();
                activities.add(told(situation, Kind.UPDATE, null, "the update is " + because, update));
                boolean back = rollout.revision() == update.stableRevision();
                Update on = update.become(back ? State.ROLLING_BACK : State.ROLLING, because)
                        .batchDone(update.succeeded(), null);
                group = group.rollingOut(rollout.with(on));
            }
            case ROLL_BACK -> {
                if (update.state() == State.ROLLING_BACK) {
                    return new GroupDecision.Unchanged();
                }
                group = rollBack(situation, update, "asked for by " + command.who(), activities);
            }
        }
        return GroupDecider.accept(situation, group, activities.toArray(Activity[]::new));
    }

    /** A pause that would be longer than it should be was begun before the clock went back. */
    private static boolean pauses(Update update, Duration pause, Instant now) {
        Instant until = update.notBefore();
        return until != null && now.isBefore(until) && !until.isAfter(now.plus(pause));
    }

    private static UpdateRules rules(Situation situation) {
        return situation.description().members().update();
    }

    /** Who is not ready, and who is not there. */
    private static String absent(Situation situation, List<Member> unready) {
        List<String> absent = new ArrayList<>();
        if (!unready.isEmpty()) {
            List<String> ids = unready.stream().map(Member::id).toList();
            String named = String.join(", ", ids.subList(0, Math.min(MOST_NAMED, ids.size())));
            absent.add(
                    count(ids.size(), "member") + " to be ready: " + named + (ids.size() > MOST_NAMED ? ", ..." : ""));
        }
        int missing = situation.group().desired() - situation.alive();
        if (missing > 0) {
            absent.add(count(missing, "member") + " to be made" + butNot(situation));
        }
        return String.join("; and for ", absent);
    }

    /** Why members are not made now, or nothing. */
    private static String butNot(Situation situation) {
        String why = null;
        if (situation.creationsStopped()) {
            why = GroupDecider.creationsStopped(situation);
        } else if (situation.memory().creations().delayed(situation.pace(), situation.now())) {
            why = "the last new member failed";
        } else if (situation.shortage() != null) {
            why = situation.shortage().because();
        } else if (situation.spendLimit() != null) {
            why = situation.spendLimit();
        }
        return why == null ? "" : ", but " + why;
    }

    /** When the first of them is ready, if nothing happens to it. */
    private static @Nullable Instant readyAt(List<Member> unready, Duration warmUp) {
        return unready.stream()
                .flatMap(member -> Stream.ofNullable(member.answeredAt()))
                .map(answered -> answered.plus(warmUp))
                .min(Instant::compareTo)
                .orElse(null);
    }

    static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
