package io.hostmesh.ticket.failure;

import static io.hostmesh.ticket.failure.Reports.BY_ALERT;
import static io.hostmesh.ticket.failure.Reports.BY_DRIVER;
import static io.hostmesh.ticket.failure.Reports.FAILED_AT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.ticket.failure.FailureReport.Origin;
import io.hostmesh.ticket.ticket.Evidence;
import io.hostmesh.ticket.ticket.Ticket;
import io.hostmesh.ticket.ticket.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureDeciderTest {

    private static final Instant RECOVERED_AT = FAILED_AT.plusSeconds(3);
    private static final Origin ANOTHER = new Origin("cor_another", "acc_1");

    private final TicketBook book = new TicketBook(FAILED_AT.plusSeconds(1));

    @Test
    void shouldOpenOneTicketWithEvidenceWhenAServerFails() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));

        Ticket.Details details = book.latest().ticket.details();
        assertEquals("Server web-1 failed", details.subject());
        assertEquals("cor_driver", details.correlationId());
        assertEquals("acc_1", details.accountId());
        assertEquals("server/srv_1", details.dedupKey());
        assertNull(details.followsTicketId());
        assertEquals(
                List.of(
                        new Evidence.ExitStatus(
                                137,
                                "killed by signal 9 (SIGKILL), as an operator does it, or the kernel when memory runs out"),
                        new Evidence.LogLines(List.of("started", "serving"))),
                book.latest().evidence.stream().map(Evidence::content).toList());
        assertEquals(
                List.of("failure-noticed", "server-failed", "ticket-opened"),
                book.latest().steps());
        assertInstanceOf(TicketEvent.Opened.class, book.latest().events.get(0));
    }

    @Test
    void shouldAddTheLastMinuteToTheSameTicketWhenMonitoringReportsToo() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT.plusSeconds(10)));

        assertEquals(1, book.entries().size());
        assertEquals(2, book.latest().ticket.details().reports());
        Evidence.MetricSeries series = assertInstanceOf(
                Evidence.MetricSeries.class, book.latest().evidence.get(3).content());
        assertEquals(
                new Evidence.SeriesSummary(
                        3, FAILED_AT.plusSeconds(7), FAILED_AT.plusSeconds(9), 40.0, 90.0, 70.0, 80.0),
                series.summary());
    }

    @Test
    void shouldOpenNoTicketForAMutedAlertUntilItIsUnmuted() {
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT, true));
        book.apply(Reports.stillAlerted(BY_ALERT));
        assertEquals(0, book.entries().size());

        book.apply(Reports.alerted(BY_ALERT, FAILED_AT));
        assertEquals(1, book.entries().size());
    }

    @Test
    void shouldAddAMutedAlertToTheTicketThatIsOpen() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT.plusSeconds(10), true));

        assertEquals(1, book.entries().size());
        assertEquals(2, book.latest().ticket.details().reports());
    }

    @Test
    void shouldNoteOnceThatMonitoringNoticedWhenAMutedReportIsToldLater() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.passedOn(BY_DRIVER, FAILED_AT));
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT));

        assertEquals(
                List.of("failure-noticed/driver:process", "failure-noticed/report"),
                book.latest().timeline.stream()
                        .map(TimelineEntry::key)
                        .filter(key -> key.startsWith("failure-noticed"))
                        .toList());
        assertEquals(3, book.latest().ticket.details().reports());
    }

    @Test
    void shouldListTheCauseBeforeWhatFollowsAtTheSameInstant() {
        book.apply(Reports.alerted(BY_DRIVER, FAILED_AT));
        book.apply(Reports.deleted(BY_DRIVER, FAILED_AT));
        book.apply(Reports.resolved(BY_DRIVER, FAILED_AT.minusMillis(1)));
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));

        assertEquals(
                List.of("alert-resolved", "server-failed", "failure-noticed", "server-deleted"),
                book.latest().timeline.stream()
                        .sorted(TimelineEntry.AS_IT_HAPPENED)
                        .filter(entry -> !entry.at().isAfter(FAILED_AT))
                        .map(TimelineEntry::what)
                        .toList());
    }

    @Test
    void shouldReadWhetherAnAlertIsToBeTold() {
        Scope scope = new Scope(null, "srv_1");
        Notice muted = new Notice("server/srv_1", true, List.of("sil_1"), List.of(), List.of(), false);

        assertTrue(
                alerted(new AlertEvent.Fired("alt_1", Kind.FAILURE, scope, "silent", null, List.of(), muted, FAILED_AT))
                        .muted());
        assertFalse(alerted(new AlertEvent.Fired("alt_1", Kind.FAILURE, scope, "silent", null, List.of(), FAILED_AT))
                .muted());
        FailureReport.Alerted unmuted = alerted(new AlertEvent.Unmuted(
                "alt_1",
                Kind.FAILURE,
                scope,
                "silent",
                "silence sil_1 ended",
                null,
                List.of(),
                Notice.tell("server/srv_1"),
                FAILED_AT,
                RECOVERED_AT));
        assertFalse(unmuted.muted());
        assertEquals(FAILED_AT, unmuted.firedAt());
        assertEquals(
                Optional.empty(),
                FailureReports.of(event(new AlertEvent.FlappingStopped(
                        "alt_1", Kind.FAILURE, scope, true, 4, Notice.tell("server/srv_1"), FAILED_AT))));
    }

    private static FailureReport.Alerted alerted(AlertEvent data) {
        return assertInstanceOf(
                FailureReport.Alerted.class, FailureReports.of(event(data)).orElseThrow());
    }

    private static Event<?> event(AlertEvent data) {
        return new Event<>(
                "id", EventTypes.of(data), "/monitoring", "alt_1", FAILED_AT, "cor_alert", null, "acc_1", null, data);
    }

    @Test
    void shouldCountFurtherReportsAndNotRepeatThem() {
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT));
        int messages = book.latest().messages.size();
        for (int second = 0; second < 60; second++) {
            book.apply(Reports.stillAlerted(BY_ALERT));
        }

        assertEquals(61, book.latest().ticket.details().reports());
        assertEquals(messages, book.latest().messages.size());
        assertEquals(1, book.latest().events.size());
    }

    @Test
    void shouldNameTheReplacementAndSolveWhenItAnswers() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.replaced(BY_DRIVER, RECOVERED_AT));

        Ticket.Solved solved = assertInstanceOf(Ticket.Solved.class, book.latest().ticket);
        assertEquals("replaced by srv_2", solved.because());
        String text = book.latest().messages.get(1).body();
        assertTrue(text.contains("srv_2, which answers at 127.0.0.1:9001"), text);
        assertTrue(text.contains("(3000 ms after the failure)"), text);
        assertEquals(
                List.of(
                        "failure-noticed",
                        "replacement-answering",
                        "replacement-requested",
                        "server-failed",
                        "ticket-opened",
                        "ticket-solved"),
                book.latest().steps());
        assertInstanceOf(TicketEvent.Replied.class, book.latest().events.get(1));
        assertInstanceOf(TicketEvent.Solved.class, book.latest().events.get(2));
    }

    @Test
    void shouldAddALateAlertToTheSolvedTicket() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.replaced(BY_DRIVER, RECOVERED_AT));
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT.plusSeconds(10)));

        assertEquals(1, book.entries().size());
        assertEquals(Ticket.State.SOLVED, book.latest().ticket.state());
        assertTrue(book.latest().evidenceKeys.contains("alert"));
    }

    @Test
    void shouldOpenAFollowingTicketWhenTheServerFailsAnew() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.replaced(BY_DRIVER, RECOVERED_AT));
        book.apply(Reports.failed(ANOTHER, RECOVERED_AT.plusMillis(1)));

        assertEquals(2, book.entries().size());
        assertEquals("tkt_1", book.latest().ticket.details().followsTicketId());
    }

    @Test
    void shouldOpenAFollowingTicketWhenASuspicionComesBack() {
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT));
        book.apply(Reports.resolved(BY_ALERT, RECOVERED_AT));
        assertEquals(Ticket.State.SOLVED, book.latest().ticket.state());

        book.apply(Reports.alerted(ANOTHER, RECOVERED_AT.plusSeconds(60)));

        assertEquals(2, book.entries().size());
        assertEquals("tkt_1", book.latest().ticket.details().followsTicketId());
    }

    @Test
    void shouldReopenWhenASettledSuspicionTurnsOutTrue() {
        book.apply(Reports.alerted(BY_ALERT, FAILED_AT));
        book.apply(Reports.resolved(BY_ALERT, RECOVERED_AT));
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));

        assertEquals(1, book.entries().size());
        assertEquals(Ticket.State.OPEN, book.latest().ticket.state());
    }

    @Test
    void shouldNotBeSolvedByTheEndOfAnAlertThatPassesOnAReport() {
        book.apply(Reports.passedOn(BY_DRIVER, FAILED_AT));
        book.apply(Reports.resolved(BY_DRIVER, FAILED_AT.plusMillis(200)));
        assertEquals(Ticket.State.NEW, book.latest().ticket.state());

        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.replaced(BY_DRIVER, RECOVERED_AT));

        assertEquals(1, book.entries().size());
        assertEquals(Ticket.State.SOLVED, book.latest().ticket.state());
        assertFalse(book.latest().steps().contains("ticket-reopened"));
    }

    @Test
    void shouldTellWhatMonitoringNoticedFromWhatItPassesOn() {
        AlertEvent fired = new AlertEvent.Fired(
                "alt_1", Kind.FAILURE, new Scope("grp_1", "srv_1"), "failed", null, List.of(), FAILED_AT);
        assertFalse(alerted(fired).reported());
        Event<?> passedOn = new Event<>(
                "id",
                EventTypes.of(fired),
                "/monitoring",
                "alt_1",
                FAILED_AT,
                "failure_1",
                "evt_1",
                "acc_1",
                null,
                fired);
        assertTrue(assertInstanceOf(
                        FailureReport.Alerted.class, FailureReports.of(passedOn).orElseThrow())
                .reported());
    }

    @Test
    void shouldStayOpenWhenAFailedServerIsMerelyDeleted() {
        book.apply(Reports.failed(BY_DRIVER, FAILED_AT));
        book.apply(Reports.deleted(BY_DRIVER, RECOVERED_AT));
        book.apply(Reports.resolved(BY_DRIVER, RECOVERED_AT));

        assertEquals(Ticket.State.NEW, book.latest().ticket.state());
        assertTrue(book.latest().steps().contains("server-deleted"));
    }

    @Test
    void shouldStayQuietWhenNothingFailed() {
        book.apply(Reports.deleted(BY_DRIVER, FAILED_AT));
        book.apply(Reports.stillAlerted(BY_ALERT));
        book.apply(Reports.resolved(BY_ALERT, FAILED_AT));
        book.apply(Reports.replaced(BY_DRIVER, FAILED_AT));

        assertEquals(List.of(), book.entries());
    }

    @Test
    void shouldExplainExitStatuses() {
        assertEquals("unknown: nobody saw the process end", ExitStatuses.meaning(null));
        assertEquals("ended by itself without an error", ExitStatuses.meaning(0));
        assertEquals("ended by itself with error status 1", ExitStatuses.meaning(1));
        assertEquals("killed by signal 15 (SIGTERM)", ExitStatuses.meaning(143));
        assertEquals("killed by signal 34", ExitStatuses.meaning(162));
        assertEquals("ended by itself with error status 255", ExitStatuses.meaning(255));
    }
}
