package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberGiftsTest {

    private static Given told(String digest) {
        return new Given(List.of(), digest);
    }

    private static GroupDescription of(GroupFixture group, Given given) {
        return group.group.description().of(new Template("small", "workload-1", "local", given));
    }

    private static Group.Active active(GroupFixture group) {
        return (Group.Active) group.group;
    }

    @Test
    void shouldMakeAnotherRevisionOfWhoIsGivenSomethingElse() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.decide(new GroupCommand.Change(of(group, told("one")), null, "the owner", "change_1"));
        assertEquals(2, active(group).rollout().revision());
        assertEquals(Set.of("one"), MemberGifts.needed(group.group));
        group.decide(new GroupCommand.Change(of(group, told("two")), null, "the owner", "change_2"));
        assertEquals(
                Set.of("two"),
                MemberGifts.needed(group.group),
                "what every member had last was nothing, and nobody goes back to the first change");
    }

    @Test
    void shouldKeepWhatAnUpdateMayGoBackToUntilItIsOver() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        Template one = of(group, told("one")).template();
        Template two = of(group, told("two")).template();
        Rollout update = Rollout.FIRST.changed(one, two, "the owner", "change_1");
        Group.Active rolling = active(group).ofTemplate(two, update);
        assertEquals(Set.of("one", "two"), MemberGifts.needed(rolling));
        Rollout over =
                update.with(Objects.requireNonNull(update.update()).become(Rollout.State.DONE, "all are replaced"));
        assertEquals(Set.of("two"), MemberGifts.needed(rolling.ofTemplate(two, over)));
        assertEquals(Set.of(), MemberGifts.needed(new Group.Deleting(rolling.description(), GroupFixture.T0)));
    }
}
