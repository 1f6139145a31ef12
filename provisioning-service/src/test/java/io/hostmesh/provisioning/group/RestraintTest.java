package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RestraintTest {

    @Test
    void shouldNameEverythingThatIsWrong() {
        assertEquals(List.of(), Restraint.DEFAULT.errors());
        assertEquals(List.of(), new Restraint(1, 100, 100).errors());
        assertEquals(
                List.of(
                        "creation-failures from 1 to 100, got 0",
                        "replaced-percent from 1 to 100, got 101",
                        "update-failures from 1 to 100, got -3"),
                new Restraint(0, 101, -3).errors());
    }

    @Test
    void shouldReplaceAShareAndAtLeastOne() {
        Restraint fifth = new Restraint(5, 20, 3);
        assertEquals(1, fifth.replacedOf(0));
        assertEquals(1, fifth.replacedOf(4));
        assertEquals(2, fifth.replacedOf(14));
        assertEquals(200, fifth.replacedOf(1000));
    }

    @Test
    void shouldStopCreatingWhenTheConfigurationSaysSo() {
        GroupFixture group = new GroupFixture(1, 4);
        group.restraint = new Restraint(2, 10, 3);
        fail(group, "failure_1");
        assertEquals(List.of(), group.activities(Activity.Kind.DECLINE));
        group.now = Objects.requireNonNull(group.nextCheckAt);
        group.decide(new GroupCommand.Check());
        fail(group, "failure_2");
        assertEquals(0, group.size());
        assertEquals(
                "2 new members in a row never answered; change or resume the group to try again",
                group.activities(Activity.Kind.DECLINE).get(0).because());
        assertNull(group.nextCheckAt);
    }

    private static void fail(GroupFixture group, String correlationId) {
        String failed = group.ids().get(0);
        group.fail(failed, true, correlationId);
        group.delete(failed);
    }
}
