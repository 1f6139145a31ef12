package io.hostmesh.ticket.failure;

import static io.hostmesh.ticket.failure.Reports.BY_ALERT;
import static io.hostmesh.ticket.failure.Reports.BY_DRIVER;
import static io.hostmesh.ticket.failure.Reports.FAILED_AT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.ticket.failure.FailureReport.Origin;
import io.hostmesh.ticket.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each topic keeps its own order, and none has an order with the other; anything can come twice. So every interleaving of
 * the two is tried, with each report alone or repeated at once, and with each whole topic read again from its start.
 */
class FailureInterleavingTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndWithOneSolvedTicketInEveryInterleaving(boolean sameCorrelation) {
        List<List<FailureReport>> orders = interleavings(servers(), alerts(sameCorrelation));

        assertEquals(56, orders.size());
        for (List<FailureReport> order : orders) {
            for (int repeated = 0; repeated < 1 << order.size(); repeated++) {
                assertOneSolvedTicket(withRepeats(order, repeated));
            }
        }
    }

    @Test
    void shouldEndWithOneSolvedTicketWhenATopicIsReadAgain() {
        for (List<FailureReport> order : interleavings(servers(), alerts(true))) {
            assertOneSolvedTicket(concatenated(order, servers()));
            assertOneSolvedTicket(concatenated(order, alerts(true)));
            assertOneSolvedTicket(concatenated(order, order));
        }
    }

    private static void assertOneSolvedTicket(List<FailureReport> order) {
        TicketBook book = new TicketBook(FAILED_AT.plusSeconds(1));
        order.forEach(book::apply);

        assertEquals(1, book.entries().size(), () -> "tickets after " + order);
        boolean suspected = order.stream()
                .anyMatch(report -> report instanceof FailureReport.Alerted alerted && !alerted.reported());
        assertTrue(
                suspected || !book.latest().steps().contains("ticket-reopened"),
                () -> "solved too early, and opened again after " + order);
        assertEquals(Ticket.State.SOLVED, book.latest().ticket.state(), () -> "state after " + order);
        assertEquals(
                Set.of("exit-status", "log-lines", "alert", "metric-series/srv_1/cpu_utilization_percent"),
                book.latest().evidenceKeys,
                () -> "evidence after " + order);
        assertTrue(
                book.latest()
                        .steps()
                        .containsAll(List.of(
                                "failure-noticed",
                                "replacement-answering",
                                "replacement-requested",
                                "server-deleted",
                                "server-failed",
                                "ticket-opened",
                                "ticket-solved")),
                () -> book.latest().steps() + " after " + order);
    }

    private static List<FailureReport> servers() {
        return List.of(
                Reports.failed(BY_DRIVER, FAILED_AT),
                Reports.deleted(BY_DRIVER, FAILED_AT.plusSeconds(1)),
                Reports.replaced(BY_DRIVER, FAILED_AT.plusSeconds(3)));
    }

    /** Monitoring may have noticed by itself, or be following provisioning's word. */
    private static List<FailureReport> alerts(boolean sameCorrelation) {
        Origin origin = sameCorrelation ? BY_DRIVER : BY_ALERT;
        return List.of(
                sameCorrelation
                        ? Reports.passedOn(origin, FAILED_AT.plusSeconds(2))
                        : Reports.alerted(origin, FAILED_AT.plusSeconds(2)),
                Reports.stillAlerted(origin),
                Reports.stillAlerted(origin),
                Reports.stillAlerted(origin),
                Reports.resolved(origin, FAILED_AT.plusSeconds(3)));
    }

    private static List<FailureReport> withRepeats(List<FailureReport> order, int repeated) {
        List<FailureReport> result = new ArrayList<>();
        for (int position = 0; position < order.size(); position++) {
            result.add(order.get(position));
            if ((repeated & (1 << position)) != 0) {
                result.add(order.get(position));
            }
        }
        return result;
    }

    private static List<FailureReport> concatenated(List<FailureReport> first, List<FailureReport> second) {
        List<FailureReport> result = new ArrayList<>(first);
        result.addAll(second);
        return result;
    }

    private static List<List<FailureReport>> interleavings(List<FailureReport> left, List<FailureReport> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return List.of(concatenated(left, right));
        }
        List<List<FailureReport>> result = new ArrayList<>();
        for (List<FailureReport> rest : interleavings(left.subList(1, left.size()), right)) {
            result.add(concatenated(left.subList(0, 1), rest));
        }
        for (List<FailureReport> rest : interleavings(left, right.subList(1, right.size()))) {
            result.add(concatenated(right.subList(0, 1), rest));
        }
        return result;
    }
}
