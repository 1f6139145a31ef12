package io.hostmesh.ticket.ticket;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A support case in one of its states. The methods of a state are its only legal transitions. */
public sealed interface Ticket {

    Details details();

    State state();

    /** The same ticket in the same state with other details. */
    Ticket with(Details details);

    /** What is true of a ticket in every state. */
    record Details(
            String id,
            @Nullable String accountId,
            String subject,
            Severity severity,
            Author openedBy,
            @Nullable String serverId,
            @Nullable String groupId,
            String correlationId,
            @Nullable String followsTicketId,
            @Nullable String dedupKey,
            int reports,
            Instant openedAt,
            long version) {

        /** One more report of what the ticket is about; no change that a reader would have to know of. */
        public Details reportedAgain() {
            return new Details(
                    id,
                    accountId,
                    subject,
                    severity,
                    openedBy,
                    serverId,
                    groupId,
                    correlationId,
                    followsTicketId,
                    dedupKey,
                    reports + 1,
                    openedAt,
                    version);
        }
    }

    enum State {
        NEW,
        OPEN,
        PENDING,
        ON_HOLD,
        SOLVED,
        CLOSED;

        /** The word used in the API and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The state of that word; IllegalArgumentException where there is none. */
        public static State of(String word) {
            for (State state : values()) {
                if (state.word().equals(word)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("expected the word of a ticket's state, got " + word);
        }
    }

    /** Somebody still has to do something. */
    sealed interface Unsolved extends Ticket {

        default Open open() {
            return new Open(details());
        }

        default Pending awaitCustomer() {
            return new Pending(details());
        }

        default OnHold hold() {
            return new OnHold(details());
        }

        default Solved solve(String because, Instant at) {
            return new Solved(details(), because, at);
        }
    }

    /** Nobody of the provider has looked at it yet. */
    record New(Details details) implements Unsolved {
        @Override
        public State state() {
            return State.NEW;
        }

        @Override
        public New with(Details details) {
            return new New(details);
        }
    }

    /** The provider is at it. */
    record Open(Details details) implements Unsolved {
        @Override
        public State state() {
            return State.OPEN;
        }

        @Override
        public Open with(Details details) {
            return new Open(details);
        }
    }

    /** The customer has to answer. */
    record Pending(Details details) implements Unsolved {
        @Override
        public State state() {
            return State.PENDING;
        }

        @Override
        public Pending with(Details details) {
            return new Pending(details);
        }
    }

    /** Neither side can do anything for now. */
    record OnHold(Details details) implements Unsolved {
        @Override
        public State state() {
            return State.ON_HOLD;
        }

        @Override
        public OnHold with(Details details) {
            return new OnHold(details);
        }
    }

    /** The matter is settled, unless somebody objects. */
    record Solved(Details details, String because, Instant solvedAt) implements Ticket {
        @Override
        public State state() {
            return State.SOLVED;
        }

        @Override
        public Solved with(Details details) {
            return new Solved(details, because, solvedAt);
        }

        public Open reopen() {
            return new Open(details);
        }

        public Closed close(Instant at) {
            return new Closed(details, because, solvedAt, at);
        }
    }

    /** Final: what comes after is another ticket. */
    record Closed(Details details, String because, Instant solvedAt, Instant closedAt) implements Ticket {
        @Override
        public State state() {
            return State.CLOSED;
        }

        @Override
        public Closed with(Details details) {
            return new Closed(details, because, solvedAt, closedAt);
        }
    }
}
