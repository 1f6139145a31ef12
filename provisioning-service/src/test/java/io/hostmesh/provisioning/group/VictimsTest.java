package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.MemberRules.Victim;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VictimsTest {

    private static GroupFixture group(Victim rule) {
        GroupFixture group = new GroupFixture(
                1, 8, new MemberRules(rule, MemberRules.DEFAULT.update()), Duration.ZERO, GroupFixture.WARM_UP);
        for (int member = 0; member < 3; member++) {
            group.answerAll();
            group.seconds(20);
            group.decide(new GroupCommand.Grow(1, "test"));
        }
        group.answerAll();
        group.seconds(20);
        group.activities.clear();
        return group;
    }

    private static void trait(GroupFixture group, String serverId, String location, @Nullable BigDecimal cost) {
        group.change(
                serverId,
                of -> new Member.Traits(
                        of.queued(),
                        of.isProtected(),
                        of.revision(),
                        location,
                        cost,
                        of.replaces(),
                        of.correlationId()));
    }

    private static List<String> order(GroupFixture group) {
        return Victims.inOrder(new Situation(group.active(), group.members, null, null, Restraint.DEFAULT, group.now))
                .stream()
                .map(Member::id)
                .toList();
    }

    @Test
    void shouldGiveUpTheOldestOrTheNewestAsItsOwnerWishes() {
        assertEquals(List.of("srv_001", "srv_002", "srv_003", "srv_004"), order(group(Victim.OLDEST)));
        assertEquals(List.of("srv_004", "srv_003", "srv_002", "srv_001"), order(group(Victim.NEWEST)));
    }

    @Test
    void shouldGiveUpTheMostExpensiveFirstAndThoseWithoutAPriceLast() {
        GroupFixture group = group(Victim.COST);
        trait(group, "srv_001", "local", new BigDecimal("0.10"));
        trait(group, "srv_002", "local", new BigDecimal("0.9"));
        trait(group, "srv_003", "local", new BigDecimal("0.10"));
        assertEquals(List.of("srv_002", "srv_003", "srv_001", "srv_004"), order(group));
    }

    @Test
    void shouldKeepItsLocationsInBalance() {
        GroupFixture group = group(Victim.LOCATION_BALANCE);
        trait(group, "srv_001", "north", null);
        trait(group, "srv_002", "north", null);
        trait(group, "srv_003", "north", null);
        trait(group, "srv_004", "south", null);
        assertEquals(List.of("srv_003", "srv_002", "srv_004", "srv_001"), order(group));
    }

    @Test
    void shouldGiveUpThoseOfAnOlderTemplateFirstHoweverFullTheLocationOfTheNewestIs() {
        GroupFixture group = group(Victim.LOCATION_BALANCE);
        group.ids().forEach(id -> trait(group, id, "north", null));
        trait(group, "srv_002", "south", null);
        group.change(
                "srv_002",
                of -> new Member.Traits(
                        of.queued(),
                        of.isProtected(),
                        of.revision() - 1,
                        of.locationId(),
                        of.costPerHour(),
                        of.replaces(),
                        of.correlationId()));
        assertEquals(List.of("srv_002", "srv_004", "srv_003", "srv_001"), order(group));
    }

    @Test
    void shouldKeepItsLocationsInBalanceAsFarAsProtectionAllows() {
        GroupFixture group = group(Victim.LOCATION_BALANCE);
        trait(group, "srv_001", "north", null);
        trait(group, "srv_002", "north", null);
        trait(group, "srv_003", "north", null);
        trait(group, "srv_004", "south", null);
        group.protect("srv_002", true);
        group.protect("srv_003", true);
        assertEquals(List.of("srv_001", "srv_004"), order(group), "protected members fill their location too");
    }

    @Test
    void shouldGiveUpThoseThatDoNotRunYetBeforeAnyOther() {
        GroupFixture group = group(Victim.OLDEST);
        group.decide(new GroupCommand.Grow(2, "test"));
        group.change(
                "srv_005",
                of -> new Member.Traits(
                        false,
                        of.isProtected(),
                        of.revision(),
                        of.locationId(),
                        of.costPerHour(),
                        of.replaces(),
                        of.correlationId()));
        assertEquals(List.of("srv_006", "srv_005", "srv_001", "srv_002", "srv_003", "srv_004"), order(group));
    }

    @Test
    void shouldNotDeleteAProtectedMemberWhenItShrinks() {
        GroupFixture group = group(Victim.NEWEST);
        group.protect("srv_004", true);
        group.protect("srv_003", true);
        group.underloadFor(1, 4, 1);
        assertEquals(List.of("srv_003", "srv_004"), alive(group));
        assertEquals(2, group.active().desired());
        Activity shrunk = group.activities(Kind.SHRINK).get(0);
        assertTrue(shrunk.because().endsWith("1 more stay because they are protected"), shrunk.because());
    }

    @Test
    void shouldDeleteNothingAndSaySoOnceIfAllAreProtected() {
        GroupFixture group = group(Victim.NEWEST);
        group.ids().forEach(id -> group.protect(id, true));
        group.underloadFor(20, 4, 1);
        assertEquals(4, group.alive());
        assertEquals(4, group.active().desired());
        List<Activity> told = group.activities(Kind.HOLD).stream()
                .filter(activity -> Victims.ALL_PROTECTED.equals(activity.reason()))
                .toList();
        assertEquals(1, told.size());
        assertTrue(told.get(0).because().contains("all 4 members are protected"));
    }

    @Test
    void shouldReplaceAProtectedMemberThatFailed() {
        GroupFixture group = group(Victim.NEWEST);
        group.protect("srv_001", true);
        group.fail("srv_001", false, "failure_1");
        assertEquals(List.of("srv_002", "srv_003", "srv_004", "srv_005"), alive(group));
    }

    @Test
    void shouldCatchUpWhenTheProtectionThatKeptItTooLargeEnds() {
        GroupFixture group = group(Victim.NEWEST);
        group.ids().forEach(id -> group.protect(id, true));
        group.decide(GroupFixture.changed(GroupDeciderTest.limits(group, 1, 2)));
        assertEquals(4, group.alive());
        assertEquals(2, group.active().desired());
        group.protect("srv_001", false);
        assertEquals(List.of("srv_002", "srv_003", "srv_004"), alive(group));
    }

    @Test
    void shouldSayByWhomAMemberIsProtectedAndTellAStrangerFromAMember() {
        GroupFixture group = group(Victim.NEWEST);
        group.protect("srv_001", true);
        group.protect("srv_001", true);
        assertEquals(1, group.activities(Kind.PROTECT).size());
        assertEquals(
                "srv_001 is protected from now on, by the owner",
                group.activities(Kind.PROTECT).get(0).because());
        assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Protect("srv_099", true, "the owner")));
    }

    private static List<String> alive(GroupFixture group) {
        return group.members.stream().filter(Member::alive).map(Member::id).toList();
    }
}
