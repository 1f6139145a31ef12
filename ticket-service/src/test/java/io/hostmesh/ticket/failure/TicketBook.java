package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.ticket.failure.FailureDecision.AmendTicket;
import io.hostmesh.ticket.failure.FailureDecision.OpenTicket;
import io.hostmesh.ticket.ticket.Evidence;
import io.hostmesh.ticket.ticket.Message;
import io.hostmesh.ticket.ticket.Ticket;
import io.hostmesh.ticket.ticket.TicketChange;
import io.hostmesh.ticket.ticket.TimelineEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tickets in memory that refuse what the database would refuse. */
final class TicketBook {

    private final List<Entry> entries = new ArrayList<>();
    private Instant now;

    TicketBook(Instant now) {
        this.now = now;
    }

    /** Applies a report at a time that is later than the one before. */
    FailureDecision apply(FailureReport report) {
        now = now.plusMillis(1);
        Optional<FailureCase> latest = entries.isEmpty() ? Optional.empty() : Optional.of(latest().known());
        String number = Integer.toString(entries.size() + 1);
        FailureDecision decision =
                FailureDecider.decide(latest, report, new FailureDecider.NewIds("tkt_" + number, "msg_" + now), now);
        if (decision instanceof OpenTicket open) {
            if (!entries.isEmpty() && latest().ticket instanceof Ticket.Unsolved) {
                throw new AssertionError("expected one open ticket, got a second by " + report);
            }
            entries.add(new Entry(open.change().ticket()));
            latest().add(open.change(), report);
        } else if (decision instanceof AmendTicket amend) {
            latest().add(amend.change(), report);
        }
        return decision;
    }

    List<Entry> entries() {
        return entries;
    }

    Entry latest() {
        return entries.get(entries.size() - 1);
    }

    static final class Entry {
        Ticket ticket;
        final List<Message> messages = new ArrayList<>();
        final List<TicketEvent> events = new ArrayList<>();
        final List<TimelineEntry> timeline = new ArrayList<>();
        final Set<String> evidenceKeys = new LinkedHashSet<>();
        final List<Evidence> evidence = new ArrayList<>();
        final Set<String> correlationIds = new LinkedHashSet<>();

        Entry(Ticket ticket) {
            this.ticket = ticket;
        }

        private FailureCase known() {
            return new FailureCase(ticket, timeline, evidenceKeys, correlationIds);
        }

        private void add(TicketChange change, FailureReport report) {
            ticket = change.ticket();
            messages.addAll(change.messages());
            events.addAll(change.events());
            correlationIds.add(report.origin().correlationId());
            for (TimelineEntry entry : change.timeline()) {
                if (known().knows(entry.key())) {
                    throw new AssertionError("expected " + entry.key() + " once, got it twice");
                }
                timeline.add(entry);
            }
            for (Evidence each : change.evidence()) {
                if (!evidenceKeys.add(each.key())) {
                    throw new AssertionError("expected " + each.key() + " once, got it twice");
                }
                evidence.add(each);
            }
        }

        List<String> steps() {
            return timeline.stream()
                    .map(TimelineEntry::what)
                    .sorted()
                    .distinct()
                    .toList();
        }
    }
}
