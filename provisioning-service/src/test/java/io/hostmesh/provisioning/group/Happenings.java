package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.kit.json.Json;
import io.hostmesh.provisioning.group.GroupCommand.Steer.What;
import io.hostmesh.provisioning.policy.Forecast.Hour;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Anything that can happen to a group. What others say to it comes at once, late, again, in any order, or never: that the load is
 * too high, too low or back to normal, what became of machines, what may be spent, that time passed.
 */
final class Happenings {

    private static final List<Shortage> SHORTAGES = List.of(
            new Shortage(Refusal.QUOTA_EXCEEDED, "the quota is used up but for one", 1),
            Shortage.ofGrowth(Refusal.PLAN_RETIRED, "the plan is retired"));
    private static final ObjectMapper JSON = Json.forEvents();
    private static final int HOURS = 26;
    private static final int CALM_SECONDS = 6;

    /** Members that their owner deletes by hand, of which the group hears when they are gone. */
    final Set<String> deletedByHand = new HashSet<>();

    private final GroupFixture group;
    private final Random random;
    private final List<Runnable> sent = new ArrayList<>();

    Happenings(GroupFixture group, Random random) {
        this.group = group;
        this.random = random;
    }

    static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    void happen(int step) {
        switch (random.nextInt(35)) {
            case 0, 1, 2, 3, 4, 5, 6 -> load(step);
            case 7, 8, 9, 10, 11 -> deliverAgain();
            case 12, 13, 14 -> building().forEach(id -> send(() -> answered(id)));
            case 15, 16 -> anyAlive(member -> fail(member.id(), "failure_" + step));
            case 17, 18 -> leaving().forEach(id -> send(() -> gone(id)));
            case 19 -> send(group::tick);
            case 20 -> forecast();
            case 21 -> money();
            case 22 -> anyAlive(this::goItsOwnWay);
            case 23 -> group.decideAndCrash(new GroupCommand.Grow(1 + random.nextInt(4), "test"));
            case 24 -> group.decide(new GroupCommand.Grow(1 + random.nextInt(4), "test"));
            case 25 ->
                group.decide(
                        random.nextInt(3) == 0
                                ? new GroupCommand.Suspend("the owner")
                                : new GroupCommand.Resume("the owner"));
            case 26 ->
                group.decide(GroupFixture.changed(group.group
                        .description()
                        .of(new Template("plan-" + random.nextInt(3), "workload-1", "local", Given.NOTHING))));
            case 27 -> group.decide(GroupFixture.changed(limits()));
            case 28 -> group.decide(desired());
            case 29 -> anyAlive(member -> group.protect(member.id(), random.nextInt(3) == 0));
            case 30 -> group.decide(new GroupCommand.Steer(any(random, List.of(What.values())), "the owner"));
            case 31 -> restart();
            default -> calm();
        }
    }

    /** Most is heard at once. Of that and of the rest some comes later, once or more often. */
    private void send(Runnable what) {
        sent.add(what);
        if (random.nextInt(5) > 0) {
            what.run();
        }
    }

    void deliverAgain() {
        if (!sent.isEmpty()) {
            any(random, sent).run();
        }
    }

    private List<String> building() {
        return group.members.stream()
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .map(Member::id)
                .toList();
    }

    private List<String> leaving() {
        return group.members.stream()
                .filter(member -> !member.alive())
                .map(Member::id)
                .toList();
    }

    private void anyAlive(Consumer<Member> then) {
        List<Member> alive = group.members.stream().filter(Member::alive).toList();
        if (!alive.isEmpty()) {
            then.accept(any(random, alive));
        }
    }

    /** A while in which everything goes as it should. */
    private void calm() {
        for (int second = 0; second < CALM_SECONDS; second++) {
            group.answerAllOnce();
            group.deleteLeaving();
            group.run(1);
        }
    }

    /** A server ends once, however often somebody says so. */
    private void fail(String serverId, String correlationId) {
        boolean byItself = random.nextBoolean();
        boolean early = random.nextBoolean();
        Instant failedAt = group.now;
        send(() -> {
            if (!group.aliveIds().contains(serverId)) {
                return;
            }
            if (byItself) {
                group.crash(serverId, failedAt, correlationId);
            } else {
                group.fail(serverId, early, correlationId);
            }
        });
    }

    private void answered(String serverId) {
        if (building().contains(serverId)) {
            group.answer(serverId);
        } else {
            group.decide(new GroupCommand.MemberAnswered(serverId));
        }
    }

    private void gone(String serverId) {
        if (leaving().contains(serverId)) {
            group.delete(serverId);
        } else {
            group.decide(new GroupCommand.MemberDeleted(serverId));
        }
    }

    /** A driver begins to make it, its host starts it again, or its owner deletes it. */
    private void goItsOwnWay(Member member) {
        group.begin(member.id());
        if (random.nextBoolean()) {
            deletedByHand.add(member.id());
            group.become(member.id(), Member.Phase.LEAVING, null);
        } else if (member.phase() == Member.Phase.RUNNING) {
            group.become(member.id(), Member.Phase.BUILDING, member.answeredAt());
            send(() -> answered(member.id()));
        }
    }

    private void money() {
        String limit = random.nextInt(3) > 0 ? null : "budget bgt_1 is used up";
        send(() -> group.spendLimit = limit);
        group.shortage = random.nextInt(3) > 0 ? null : any(random, SHORTAGES);
    }

    private void load(int step) {
        String metric = random.nextBoolean() ? GroupFixture.CPU : any(random, PoliciesTest.METRICS);
        String alertId = "alt_" + metric + step / 10;
        if (random.nextInt(4) == 0) {
            send(() -> group.decide(new GroupCommand.LoadBackToNormal(alertId)));
            return;
        }
        boolean over = random.nextBoolean();
        double value = over ? 60 + random.nextInt(300) : random.nextInt(60);
        boolean all = random.nextInt(4) > 0;
        int measured = all ? (int) group.ready() : random.nextInt(group.size() + 2);
        int missing = all ? 0 : random.nextInt(3);
        Measurement measurement = new Measurement(metric, value, 60, measured, missing, group.now, group.now);
        send(() -> group.decide(new GroupCommand.Load(alertId, over, measurement)));
    }

    /** What was carried in the last hours, a new forecast by it, or one by what was known before. */
    private void forecast() {
        int load = random.nextInt(400);
        List<Hour> hours = new ArrayList<>();
        for (int back = HOURS; back >= 1; back--) {
            hours.add(new Hour(group.now.minus(Duration.ofHours(back)), load));
        }
        group.history = random.nextInt(4) == 0 ? Map.of() : Map.of(GroupFixture.CPU, hours);
        Map<String, List<Hour>> history = group.history;
        send(() -> group.decide(new GroupCommand.Forecasted(history)));
    }

    /** What is remembered is what was written. */
    private void restart() {
        Group.Active before = group.active();
        try {
            Memory memory = JSON.readValue(JSON.writeValueAsString(before.memory()), Memory.class);
            Rollout rollout = JSON.readValue(JSON.writeValueAsString(before.rollout()), Rollout.class);
            group.group = before.remembering(memory).rollingOut(rollout);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a memory that can be written and read", e);
        }
        assertEquals(before, group.group);
    }

    private GroupDescription limits() {
        int min = random.nextInt(4);
        return GroupDeciderTest.limits(group, min, Math.max(1, min + random.nextInt(6)));
    }

    private GroupCommand desired() {
        GroupDescription of = group.group.description();
        int wished = of.min() + random.nextInt(of.max() - of.min() + 1);
        return new GroupCommand.Change(of, wished, "the owner", "change_" + wished);
    }
}
