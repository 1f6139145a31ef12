package io.hostmesh.ticket.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.DiagnosisEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagnosisDeciderTest {

    private static final Instant OPENED = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration HELD_FOR = Duration.ofMinutes(15);
    private static final Set<String> CAUSES = Set.of("cor_1");

    private static Ticket.Details details(String account) {
        return new Ticket.Details(
                "tkt_1",
                account,
                "Server web-1 failed",
                Severity.HIGH,
                Author.PLATFORM,
                "srv_1",
                null,
                "cor_1",
                null,
                "server/srv_1",
                1,
                OPENED,
                0);
    }

    private static Diagnosed diagnosed(String correlationId, Instant at) {
        return new Diagnosed(
                new Evidence.Diagnosis(
                        "dia_1",
                        DiagnosisEvent.Reason.SERVER_FAILED,
                        null,
                        null,
                        "local",
                        List.of(new DiagnosisEvent.Change("cpu", 20, 1, 94.5, 74.5)),
                        List.of(),
                        null,
                        null,
                        List.of()),
                "srv_1",
                "acc_1",
                correlationId,
                at);
    }

    private static boolean isOf(Ticket ticket, Diagnosed diagnosed) {
        return DiagnosisDecider.isOf(ticket, CAUSES, diagnosed, HELD_FOR);
    }

    @Test
    void shouldBeOfAnUnsolvedTicketFromNotLongBeforeItOpened() {
        Ticket ticket = new Ticket.Open(details("acc_1"));

        assertTrue(isOf(ticket, diagnosed("cor_other", OPENED.plus(Duration.ofDays(3)))));
        assertTrue(isOf(ticket, diagnosed("cor_other", OPENED.minus(HELD_FOR))));
        assertFalse(isOf(ticket, diagnosed("cor_other", OPENED.minus(HELD_FOR).minusMillis(1))));
        assertTrue(isOf(ticket, diagnosed("cor_1", OPENED.minus(Duration.ofDays(1)))));
    }

    @Test
    void shouldBeOfASolvedTicketWhenItsMatterWasNotSettledOrTheCauseIsTheSame() {
        Ticket.Details details = details("acc_1");
        for (Ticket settled : List.of(
                new Ticket.Solved(details, "replaced", OPENED.plusSeconds(3)),
                new Ticket.Closed(details, "replaced", OPENED.plusSeconds(3), OPENED.plusSeconds(900)))) {
            assertTrue(isOf(settled, diagnosed("cor_other", OPENED.plusSeconds(3))));
            assertFalse(isOf(settled, diagnosed("cor_other", OPENED.plusSeconds(4))));
            assertTrue(isOf(settled, diagnosed("cor_1", OPENED.plusSeconds(4))));
        }
    }

    @Test
    void shouldNeverBeOfATicketOfAnotherAccountOrServer() {
        assertFalse(isOf(new Ticket.Open(details("acc_2")), diagnosed("cor_1", OPENED)));
        Diagnosed other = new Diagnosed(diagnosed("cor_1", OPENED).found(), "srv_2", "acc_1", "cor_1", OPENED);
        assertFalse(isOf(new Ticket.Open(details("acc_1")), other));
    }

    @Test
    void shouldGoToATicketThatOpensUnlessAnotherOneHasItOfOtherCauses() {
        Ticket.Details opened = details("acc_1");

        assertTrue(DiagnosisDecider.isOf(opened, diagnosed("cor_other", OPENED), false, HELD_FOR));
        assertFalse(DiagnosisDecider.isOf(opened, diagnosed("cor_other", OPENED), true, HELD_FOR));
        assertTrue(DiagnosisDecider.isOf(opened, diagnosed("cor_1", OPENED), true, HELD_FOR));
    }

    @Test
    void shouldBeAddedOnceWithItsChangesInWordsAndWithinTheBound() {
        Ticket ticket = new Ticket.Open(details("acc_1"));
        Diagnosed diagnosed = diagnosed("cor_1", OPENED);
        TicketChange change = DiagnosisDecider.add(ticket, Set.of("alert"), diagnosed, 1, OPENED)
                .orElseThrow();

        assertEquals("diagnosis/dia_1", change.evidence().get(0).key());
        assertEquals("monitoring", change.evidence().get(0).source());
        assertEquals("cpu went from 20.00 to 94.50.", change.timeline().get(0).detail());
        assertEquals(OPENED, change.timeline().get(0).at());
        assertEquals(Optional.empty(), DiagnosisDecider.add(ticket, Set.of("diagnosis/dia_1"), diagnosed, 9, OPENED));
        assertEquals(Optional.empty(), DiagnosisDecider.add(ticket, Set.of("diagnosis/dia_0"), diagnosed, 1, OPENED));
    }
}
