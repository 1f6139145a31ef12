package io.hostmesh.ticket.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.ticket.ticket.Decision.Accepted;
import io.hostmesh.ticket.ticket.Decision.Rejected;
import io.hostmesh.ticket.ticket.Decision.Unchanged;
import io.hostmesh.ticket.ticket.TicketCommand.Act;
import io.hostmesh.ticket.ticket.TicketCommand.Action;
import io.hostmesh.ticket.ticket.TicketCommand.AddMessage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TicketDeciderTest {

    private static final Instant OPENED = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-22T10:05:00Z");
    private static final Author CUSTOMER = new Author(Author.Kind.CUSTOMER, "key_1");
    private static final Author STAFF = new Author(Author.Kind.STAFF, "key_admin");

    private final Ticket.New fresh = (Ticket.New) TicketDecider.open(
                    new TicketCommand.Open(
                            "tkt_1",
                            "msg_1",
                            "acc_1",
                            CUSTOMER,
                            "It is slow",
                            "Since this morning.",
                            Severity.NORMAL,
                            "srv_1",
                            null,
                            null,
                            "req_1"),
                    OPENED)
            .ticket();
    private final Ticket.Solved solved = fresh.solve("restarted", NOW);
    private final Ticket.Closed closed = solved.close(NOW);

    @Test
    void shouldOpenWithTheFirstMessageAndTellTheOthers() {
        TicketChange change = TicketDecider.open(
                new TicketCommand.Open(
                        "tkt_1",
                        "msg_1",
                        "acc_1",
                        CUSTOMER,
                        "It is slow",
                        "Since this morning.",
                        Severity.LOW,
                        "srv_1",
                        null,
                        "tkt_0",
                        "req_1"),
                OPENED);

        assertEquals(Ticket.State.NEW, change.ticket().state());
        assertEquals("tkt_0", change.ticket().details().followsTicketId());
        assertEquals(List.of(new Message("msg_1", CUSTOMER, "Since this morning.", OPENED)), change.messages());
        assertEquals(
                List.of(new TicketEvent.Opened("tkt_1", "It is slow", "low", "customer/key_1", "srv_1", null, OPENED)),
                change.events());
    }

    @Test
    void shouldOpenANewTicketWhenStaffReplies() {
        assertEquals(Ticket.State.OPEN, accepted(fresh, reply(STAFF)).ticket().state());
        assertEquals(Ticket.State.NEW, accepted(fresh, reply(CUSTOMER)).ticket().state());
    }

    @Test
    void shouldOpenAPendingTicketWhenTheCustomerReplies() {
        assertEquals(
                Ticket.State.OPEN,
                accepted(fresh.awaitCustomer(), reply(CUSTOMER)).ticket().state());
        assertEquals(
                Ticket.State.PENDING,
                accepted(fresh.awaitCustomer(), reply(STAFF)).ticket().state());
        assertEquals(
                Ticket.State.ON_HOLD,
                accepted(fresh.hold(), reply(CUSTOMER)).ticket().state());
    }

    @Test
    void shouldReopenASolvedTicketWhenTheCustomerReplies() {
        TicketChange change = accepted(solved, reply(CUSTOMER));

        assertEquals(Ticket.State.OPEN, change.ticket().state());
        assertInstanceOf(TicketEvent.Replied.class, change.events().get(0));
        assertInstanceOf(TicketEvent.Reopened.class, change.events().get(1));
        assertEquals(
                Ticket.State.SOLVED, accepted(solved, reply(STAFF)).ticket().state());
    }

    @Test
    void shouldRefuseAMessageWhenClosed() {
        Rejected rejected = rejected(closed, reply(CUSTOMER));

        assertEquals("ticket-closed", rejected.type());
        assertTrue(rejected.reason().contains("followsTicketId tkt_1"), rejected.reason());
    }

    @Test
    void shouldSolveWithTheReasonGiven() {
        TicketChange change = accepted(fresh.hold(), new Act(Action.SOLVE, CUSTOMER, "it went away"));

        assertEquals(new Ticket.Solved(fresh.details(), "it went away", NOW), change.ticket());
        assertEquals(List.of(new TicketEvent.Solved("tkt_1", "it went away", NOW)), change.events());
        assertEquals("ticket-solved", change.timeline().get(0).what());
    }

    @Test
    void shouldReopenAndCloseOnlyWhatIsSolved() {
        assertEquals(
                Ticket.State.OPEN,
                accepted(solved, act(Action.REOPEN, CUSTOMER)).ticket().state());
        assertEquals(
                Ticket.State.CLOSED,
                accepted(solved, act(Action.CLOSE, CUSTOMER)).ticket().state());
        assertEquals(
                "ticket-not-solved",
                rejected(fresh, act(Action.CLOSE, CUSTOMER)).type());
        assertEquals(
                "ticket-closed", rejected(closed, act(Action.REOPEN, CUSTOMER)).type());
        assertEquals(
                "ticket-closed", rejected(closed, act(Action.SOLVE, CUSTOMER)).type());
    }

    @Test
    void shouldChangeNothingWhenItIsSoAlready() {
        assertInstanceOf(Unchanged.class, TicketDecider.decide(solved, act(Action.SOLVE, CUSTOMER), NOW));
        assertInstanceOf(Unchanged.class, TicketDecider.decide(closed, act(Action.CLOSE, CUSTOMER), NOW));
        assertInstanceOf(Unchanged.class, TicketDecider.decide(fresh.open(), act(Action.REOPEN, CUSTOMER), NOW));
        assertInstanceOf(Unchanged.class, TicketDecider.decide(fresh.hold(), act(Action.HOLD, STAFF), NOW));
    }

    @ParameterizedTest
    @EnumSource(names = {"RESUME", "AWAIT_CUSTOMER", "HOLD"})
    void shouldLeaveTheQueueToStaff(Action action) {
        assertEquals(
                "ticket-action-for-staff",
                rejected(fresh, act(action, CUSTOMER)).type());
        assertEquals("ticket-solved", rejected(solved, act(action, STAFF)).type());
        assertTrue(accepted(fresh, act(action, STAFF)).ticket() instanceof Ticket.Unsolved);
    }

    private static AddMessage reply(Author author) {
        return new AddMessage("msg_2", author, "Any news?");
    }

    private static Act act(Action action, Author author) {
        return new Act(action, author, null);
    }

    private static TicketChange accepted(Ticket ticket, TicketCommand command) {
        return assertInstanceOf(Accepted.class, TicketDecider.decide(ticket, command, NOW))
                .change();
    }

    private static Rejected rejected(Ticket ticket, TicketCommand command) {
        return assertInstanceOf(Rejected.class, TicketDecider.decide(ticket, command, NOW));
    }
}
