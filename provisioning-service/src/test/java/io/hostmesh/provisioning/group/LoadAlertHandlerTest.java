package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventTypes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadAlertHandlerTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final Scope GROUP = new Scope("grp_1", null);
    private static final Notice SILENCED =
            new Notice("group/grp_1", true, List.of("sil_1"), List.of(), List.of(), false);

    @Test
    void shouldGrowWhoeverIsToHearOfIt() {
        LoadAlertHandler.Told told =
                told(new AlertEvent.Fired("alt_1", Kind.OVERLOAD, GROUP, "much", null, List.of(), SILENCED, AT));
        assertNotNull(told);
        assertInstanceOf(GroupCommand.Load.class, told.command());
        LoadAlertHandler.Told back =
                told(new AlertEvent.Resolved("alt_1", Kind.OVERLOAD, GROUP, "less", null, SILENCED, AT));
        assertNotNull(back);
        assertEquals(new GroupCommand.LoadBackToNormal("alt_1"), back.command());
    }

    @Test
    void shouldNotTakeNewsForPeopleForTheEndOfAnOverload() {
        Notice told = Notice.tell("group/grp_1");
        assertNull(told(new AlertEvent.FlappingStarted("alt_1", Kind.OVERLOAD, GROUP, "toggles", 40, told, AT)));
        assertNull(told(new AlertEvent.Unmuted(
                "alt_1", Kind.OVERLOAD, GROUP, "much", "silence over", null, List.of(), told, AT, AT)));
    }

    private static LoadAlertHandler.@Nullable Told told(AlertEvent data) {
        return LoadAlertHandler.told(
                new Event<>("id", EventTypes.of(data), "/monitoring", "alt_1", AT, "cor_1", null, "acc_1", null, data));
    }
}
