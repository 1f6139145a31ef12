package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.ProtectMember;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupCommand.MemberFailed.Reached;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.policy.Forecast.Hour;
import io.hostmesh.provisioning.policy.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A group and its members in memory, which does what is decided as the service would. */
final class GroupFixture {

    static final Instant T0 = Instant.parse("2026-11-22T00:00:00Z");
    static final String CPU = "cpu_utilization_percent";
    static final Duration WARM_UP = Duration.ofSeconds(10);

    final List<Member> members = new ArrayList<>();
    final List<Activity> activities = new ArrayList<>();
    Group group;
    Instant now = T0;

    /** The latest time that the clock ever showed. */
    Instant latest = T0;

    @Nullable
    String spendLimit;

    @Nullable
    Shortage shortage;

    Restraint restraint = Restraint.DEFAULT;

    @Nullable
    Instant nextCheckAt;

    /** What forecasts are made from. */
    Map<String, List<Hour>> history = Map.of();

    /** Outcomes that were told before. */
    int repeats;

    int made;

    GroupFixture(int min, int max) {
        this(min, max, Duration.ofMinutes(5), WARM_UP);
    }

    GroupFixture(int min, int max, Duration stabilization, Duration warmUp) {
        this(min, max, MemberRules.DEFAULT, stabilization, warmUp);
    }

    GroupFixture(int min, int max, MemberRules rules, Duration stabilization, Duration warmUp) {
        GroupDescription description = new GroupDescription(
                "grp_1",
                "acc_1",
                "web",
                "small",
                "workload-1",
                "local",
                min,
                max,
                new TargetTracking(CPU, 60, 0.1),
                stabilization,
                warmUp,
                Scaling.DEFAULT,
                rules,
                Given.NOTHING,
                T0);
        group = new Group.Active(description, min, false, Memory.EMPTY, Rollout.FIRST);
        carryOut(GroupDecider.create(description, description.min(), null, restraint, now));
    }

    /** A group of that many members that are warm, at rest. */
    static GroupFixture warm(int members, int min, int max) {
        GroupFixture fixture = new GroupFixture(min, max);
        fixture.answerAll();
        if (members > min) {
            fixture.decide(new GroupCommand.Grow(members - min, "test"));
        }
        fixture.answerAll();
        fixture.pass(WARM_UP);
        fixture.activities.clear();
        return fixture;
    }

    GroupDecision decide(GroupCommand command) {
        GroupDecision decision =
                GroupDecider.decide(group, List.copyOf(members), spendLimit, shortage, restraint, command, now);
        carryOut(decision);
        return decision;
    }

    /** The service ends between its decision and the commit: nothing of it is so. */
    void decideAndCrash(GroupCommand command) {
        GroupDecider.decide(group, List.copyOf(members), spendLimit, null, restraint, command, now);
    }

    private void carryOut(GroupDecision decision) {
        if (decision instanceof Accepted accepted) {
            group = accepted.next();
            nextCheckAt = accepted.nextCheckAt();
            accepted.activities().forEach(this::carryOut);
        }
        if (decision instanceof GroupDecision.Rejected rejected && rejected.told() != null) {
            activities.add(rejected.told());
        }
    }

    private void carryOut(Activity activity) {
        if (activity.again()) {
            repeats++;
            return;
        }
        activities.add(activity);
        for (Step step : activity.steps()) {
            if (step instanceof CreateMember create) {
                made++;
                members.add(new Member(
                        String.format("srv_%03d", made),
                        Member.Phase.BUILDING,
                        now,
                        null,
                        new Member.Traits(
                                true, false, active().rollout().revision(), "local", null, create.replaces(), "corr")));
                int max = active().description().max();
                assertTrue(size() <= max, () -> size() + " members in any state but deleted of at most " + max);
            } else if (step instanceof DeleteMember delete) {
                become(delete.serverId(), Member.Phase.LEAVING, null);
            } else if (step instanceof ProtectMember protect) {
                change(protect.serverId(), traits -> protect(traits, protect.wanted()));
            }
        }
    }

    void become(String serverId, Member.Phase phase, @Nullable Instant answeredAt) {
        members.replaceAll(member -> member.id().equals(serverId)
                ? new Member(serverId, phase, member.createdAt(), answeredAt, member.traits())
                : member);
    }

    static GroupCommand.Change changed(GroupDescription next) {
        return new GroupCommand.Change(next, null, "the owner", "change_1");
    }

    void change(String serverId, UnaryOperator<Member.Traits> next) {
        members.replaceAll(member -> member.id().equals(serverId) ? member.with(next.apply(member.traits())) : member);
    }

    private static Member.Traits protect(Member.Traits of, boolean wanted) {
        return new Member.Traits(
                of.queued(),
                wanted,
                of.revision(),
                of.locationId(),
                of.costPerHour(),
                of.replaces(),
                of.correlationId());
    }

    void protect(String serverId, boolean wanted) {
        decide(new GroupCommand.Protect(serverId, wanted, "the owner"));
    }

    void answerAll() {
        for (long before = -1; building() > 0 && before != made; ) {
            before = made;
            answerAllOnce();
        }
    }

    /** The group learns of it if it waits for somebody, as from the service. */
    void answer(String serverId) {
        if (members.stream()
                .noneMatch(member -> member.id().equals(serverId) && member.phase() == Member.Phase.BUILDING)) {
            return; // It was given up in the meantime.
        }
        become(serverId, Member.Phase.RUNNING, now);
        if (group instanceof Group.Active active
                && (active.rollout().moving() || !active.memory().replacements().isEmpty())) {
            decide(new GroupCommand.MemberAnswered(serverId));
        }
    }

    /** Those that are being made now answer; those that this lets be made do not yet. */
    void answerAllOnce() {
        members.stream()
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .map(Member::id)
                .toList()
                .forEach(this::answer);
    }

    void failBuilding(String because) {
        members.stream()
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .map(Member::id)
                .toList()
                .forEach(id -> fail(id, true, "failure_" + id, because));
    }

    void deleteLeaving() {
        members.stream()
                .filter(member -> !member.alive())
                .map(Member::id)
                .toList()
                .forEach(this::delete);
    }

    /** A driver is busy with it. */
    void begin(String serverId) {
        change(
                serverId,
                of -> new Member.Traits(
                        false,
                        of.isProtected(),
                        of.revision(),
                        of.locationId(),
                        of.costPerHour(),
                        of.replaces(),
                        of.correlationId()));
    }

    List<String> aliveIds() {
        return members.stream().filter(Member::alive).map(Member::id).toList();
    }

    long building() {
        return members.stream()
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .count();
    }

    long ready() {
        return members.stream()
                .filter(member -> member.readyAt(now, group.description().warmUp(), now))
                .count();
    }

    /** The clock moves on, and what was put off is done when it is due. */
    void run(int seconds) {
        for (int second = 0; second < seconds; second++) {
            seconds(1);
            if (nextCheckAt != null && !now.isBefore(nextCheckAt)) {
                nextCheckAt = null;
                tick();
            }
        }
    }

    void tick() {
        boolean forecast = group instanceof Group.Active active && TickRule.isForecastDue(active, now);
        decide(forecast ? new GroupCommand.Forecasted(history) : new GroupCommand.Check());
    }

    void pass(Duration time) {
        now = now.plus(time);
        latest = now.isAfter(latest) ? now : latest;
    }

    void seconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    Measurement measured(int measured, double value, int missing) {
        return new Measurement(CPU, value, 60, measured, missing, now, now);
    }

    GroupDecision overload(int measured, double value) {
        return decide(new GroupCommand.Load("alt_over", true, measured(measured, value, 0)));
    }

    GroupDecision underload(int measured, double value) {
        return decide(new GroupCommand.Load("alt_under", false, measured(measured, value, 0)));
    }

    /** Underload once a second for that long. */
    void underloadFor(int seconds, int measured, double value) {
        for (int second = 0; second <= seconds; second++) {
            underload(measured, value);
            seconds(1);
        }
    }

    GroupDecision fail(String serverId, boolean early, String correlationId) {
        return fail(serverId, early, correlationId, "killed");
    }

    /** A member that never answered stood in for nobody, so that the next one stands in for both. */
    GroupDecision fail(String serverId, boolean early, String correlationId, String because) {
        boolean answered = answeredAt(serverId) != null;
        return fail(
                serverId,
                !early ? Reached.SETTLED : answered ? Reached.WARMING_UP : Reached.NEVER_ANSWERED,
                correlationId,
                because);
    }

    /** It fails as far as it has come by now. */
    GroupDecision crash(String serverId, String correlationId) {
        return crash(serverId, now, correlationId);
    }

    GroupDecision crash(String serverId, Instant failedAt, String correlationId) {
        Reached reached =
                Reached.of(answeredAt(serverId), failedAt, group.description().warmUp(), restraint.pace());
        return fail(serverId, reached, correlationId, "it ended");
    }

    /** One that is being started again has not answered yet. */
    private @Nullable Instant answeredAt(String serverId) {
        for (Member member : members) {
            if (member.id().equals(serverId)) {
                return member.phase() == Member.Phase.RUNNING ? member.answeredAt() : null;
            }
        }
        return null;
    }

    private GroupDecision fail(String serverId, Reached reached, String correlationId, String because) {
        List<String> replaced = new ArrayList<>(List.of(serverId));
        if (reached == Reached.NEVER_ANSWERED) {
            members.stream()
                    .filter(member -> member.id().equals(serverId))
                    .forEach(member -> replaced.addAll(member.traits().replaces()));
        }
        become(serverId, Member.Phase.LEAVING, null);
        return decide(new GroupCommand.MemberFailed(
                serverId, reached, new Memory.Replacement(List.copyOf(replaced), correlationId), because));
    }

    void delete(String serverId) {
        members.removeIf(member -> member.id().equals(serverId));
        decide(new GroupCommand.MemberDeleted(serverId));
    }

    List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    int size() {
        return members.size();
    }

    long alive() {
        return members.stream().filter(Member::alive).count();
    }

    Group.Active active() {
        return assertInstanceOf(Group.Active.class, group);
    }

    List<Activity> activities(Kind kind) {
        return activities.stream().filter(activity -> activity.kind() == kind).toList();
    }
}
