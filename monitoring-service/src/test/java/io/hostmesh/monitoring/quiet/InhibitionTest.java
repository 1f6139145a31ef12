package io.hostmesh.monitoring.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InhibitionTest {

    private static final FiringAlert PARIS = alert("alt_1", null, "failure", null, null, "paris");
    private static final FiringAlert SERVER = alert("alt_2", "acc_1", "failure", "srv_1", "grp_1", "paris");
    private static final FiringAlert RULE = alert("alt_3", "acc_1", "rule", "srv_1", "grp_1", "paris");
    private static final FiringAlert ELSEWHERE = alert("alt_4", "acc_1", "rule", "srv_2", "grp_1", "oslo");
    private static final FiringAlert GROUP = alert("alt_5", "acc_1", "overload", null, "grp_1", null);
    private static final List<FiringAlert> ALL = List.of(PARIS, SERVER, RULE, ELSEWHERE, GROUP);

    @Test
    void shouldExplainWhateverIsWrongAtALocationByItsSilence() {
        assertEquals(List.of("location/paris"), Inhibition.explaining(SERVER, List.of(PARIS)));
        assertEquals(List.of(), Inhibition.explaining(ELSEWHERE, ALL));
        assertEquals(List.of(), Inhibition.explaining(GROUP, ALL));
    }

    @Test
    void shouldExplainTheRulesOfAServerByItsFailureAndNotTheFailureByTheRules() {
        assertEquals(List.of("server/srv_1"), Inhibition.explaining(RULE, List.of(SERVER, RULE)));
        assertEquals(List.of(), Inhibition.explaining(SERVER, List.of(SERVER, RULE)));
    }

    @Test
    void shouldMakeOneOutageOneGroup() {
        for (FiringAlert alert : List.of(PARIS, SERVER, RULE)) {
            assertEquals("location/paris", Inhibition.groupKey(alert, Inhibition.explaining(alert, ALL)));
        }
        assertEquals("server/srv_1", Inhibition.groupKey(RULE, Inhibition.explaining(RULE, List.of(SERVER))));
        assertEquals("server/srv_2", ELSEWHERE.ownGroupKey());
        assertEquals("group/grp_1", GROUP.ownGroupKey());
        assertEquals(
                "alert/alt_9", alert("alt_9", null, "check", null, null, null).ownGroupKey());
    }

    @Test
    void shouldKeepOneAccountFromMutingAnother() {
        FiringAlert other = alert("alt_6", "acc_2", "failure", "srv_1", null, "paris");
        assertFalse(Inhibition.explains(other, RULE));
    }

    @Test
    void shouldLeaveNobodyMutedByWhatItMutes() {
        for (FiringAlert one : ALL) {
            assertFalse(Inhibition.explains(one, one));
            for (FiringAlert other : ALL) {
                assertFalse(Inhibition.explains(one, other) && Inhibition.explains(other, one));
            }
        }
        assertTrue(
                ALL.stream().anyMatch(alert -> Inhibition.explaining(alert, ALL).isEmpty()));
    }

    @Test
    void shouldNotLetLabelsOfARuleStandForSomethingElse() {
        FiringAlert pretender = new FiringAlert(
                "alt_7",
                "acc_1",
                FiringAlert.labels(Map.of("kind", "failure", "team", "web"), "rule", "srv_1", null, null, "cpu"));
        assertEquals("rule", pretender.labels().get("kind"));
        assertEquals("web", pretender.labels().get("team"));
        assertFalse(Inhibition.explains(pretender, RULE));
    }

    private static FiringAlert alert(
            String id,
            @Nullable String account,
            String kind,
            @Nullable String server,
            @Nullable String group,
            @Nullable String location) {
        return new FiringAlert(id, account, FiringAlert.labels(Map.of(), kind, server, group, location, ""));
    }
}
