package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.ticket.failure.FailureDecision.AmendTicket;
import io.hostmesh.ticket.failure.FailureDecision.Ignored;
import io.hostmesh.ticket.failure.FailureDecision.OpenTicket;
import io.hostmesh.ticket.failure.FailureReport.AlertResolved;
import io.hostmesh.ticket.failure.FailureReport.Alerted;
import io.hostmesh.ticket.failure.FailureReport.Deleted;
import io.hostmesh.ticket.failure.FailureReport.Replaced;
import io.hostmesh.ticket.failure.FailureReport.ReplacementRequested;
import io.hostmesh.ticket.failure.FailureReport.ServerFailed;
import io.hostmesh.ticket.failure.FailureReport.StillAlerted;
import io.hostmesh.ticket.ticket.Author;
import io.hostmesh.ticket.ticket.Evidence;
import io.hostmesh.ticket.ticket.Message;
import io.hostmesh.ticket.ticket.Severity;
import io.hostmesh.ticket.ticket.Ticket;
import io.hostmesh.ticket.ticket.TicketChange;
import io.hostmesh.ticket.ticket.TicketFacts;
import io.hostmesh.ticket.ticket.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One fault, one open ticket, however many services report it and in whatever order.
 *
 * <p>Provisioning and monitoring report the same failure on different topics, so either can be first. What belongs to one
 * fault: everything while its ticket is unsolved; afterwards what has one of its correlation ids, or happened before it
 * was over. A server that was replaced is gone, so that monitoring can have nothing new to say of it.
 */
final class FailureDecider {

    private FailureDecider() {}

    /** The ids that a decision may give to what it creates. */
    record NewIds(String ticketId, String messageId) {}

    /** What every failure of that server is told apart from others by. */
    static String dedupKey(String serverId) {
        return "server/" + serverId;
    }

    static FailureDecision decide(Optional<FailureCase> latest, FailureReport report, NewIds ids, Instant now) {
        if (report instanceof ServerFailed failed) {
            return latest.filter(known -> known.covers(failed.origin().correlationId(), failed.failedAt()))
                    .map(known -> confirm(known, failed, ids, now))
                    .orElseGet(() -> open(failed, latest, ids, now));
        }
        if (report instanceof Alerted alerted) {
            return latest.filter(known ->
                            known.isReplaced() || known.covers(alerted.origin().correlationId(), alerted.firedAt()))
                    .map(known -> addAlert(known, alerted, now))
                    .orElseGet(() -> alerted.muted() ? new Ignored() : open(alerted, latest, ids, now));
        }
        return latest.map(known -> follow(known, report, ids, now)).orElseGet(Ignored::new);
    }

    /** Reports that never open a ticket. */
    private static FailureDecision follow(FailureCase known, FailureReport report, NewIds ids, Instant now) {
        if (report instanceof StillAlerted) {
            return amend(reportedAgain(known), List.of(), List.of(), List.of(), List.of());
        }
        if (report instanceof AlertResolved resolved) {
            return resolve(known, resolved, ids, now);
        }
        if (report instanceof Replaced replaced) {
            return replace(known, replaced, ids, now);
        }
        if (report instanceof Deleted deleted) {
            return note(known, step(Steps.SERVER_DELETED, deleted.deletedAt(), deleted.because()));
        }
        ReplacementRequested requested = (ReplacementRequested) report;
        return note(known, replacementRequested(requested.replacementId(), requested.requestedAt()));
    }

    private static FailureDecision open(ServerFailed report, Optional<FailureCase> former, NewIds ids, Instant now) {
        Ticket.Details details =
                details("Server " + report.name() + " failed", report, report.groupId(), former, ids, now);
        return opened(details, FailureTexts.failed(report), FailureEvidence.of(report, now), steps(report), ids, now);
    }

    private static FailureDecision open(Alerted report, Optional<FailureCase> former, NewIds ids, Instant now) {
        Ticket.Details details =
                details("Server " + report.serverId() + " failed", report, report.groupId(), former, ids, now);
        return opened(
                details,
                FailureTexts.alerted(report),
                FailureEvidence.of(report, now),
                List.of(noticedByMonitoring(report)),
                ids,
                now);
    }

    private static FailureDecision opened(
            Ticket.Details details,
            String text,
            List<Evidence> evidence,
            List<TimelineEntry> steps,
            NewIds ids,
            Instant now) {
        List<TimelineEntry> timeline = new ArrayList<>(steps);
        timeline.add(TicketFacts.openedEntry(details));
        return new OpenTicket(new TicketChange(
                new Ticket.New(details),
                List.of(new Message(ids.messageId(), Author.PLATFORM, text, now)),
                evidence,
                timeline,
                List.of(TicketFacts.opened(details))));
    }

    /** Provisioning says that the server of a known fault is gone: what nobody could see from outside is added. */
    private static FailureDecision confirm(FailureCase known, ServerFailed report, NewIds ids, Instant now) {
        Ticket ticket = reportedAgain(known);
        if (known.isConfirmed()) {
            return amend(ticket, List.of(), List.of(), List.of(), List.of());
        }
        Message message = new Message(ids.messageId(), Author.PLATFORM, FailureTexts.failed(report), now);
        List<TimelineEntry> timeline = new ArrayList<>(steps(report));
        List<TicketEvent> events = new ArrayList<>();
        events.add(replied(ticket, message));
        Ticket next = ticket;
        if (ticket instanceof Ticket.Solved solved && !known.isReplaced()) {
            String because = "the server is gone, and no replacement answers yet";
            next = solved.reopen();
            timeline.add(TicketFacts.repeatableEntry("ticket-reopened", because, now));
            events.add(new TicketEvent.Reopened(ticket.details().id(), because, now));
        }
        return amend(next, List.of(message), unknown(known, FailureEvidence.of(report, now)), timeline, events);
    }

    private static FailureDecision addAlert(FailureCase known, Alerted report, Instant now) {
        TimelineEntry noticed = noticedByMonitoring(report);
        boolean told = known.knows(noticed.key()) || known.knows(Steps.noticedBy(Steps.REPORT));
        List<TimelineEntry> timeline = told ? List.of() : List.of(noticed);
        return amend(
                reportedAgain(known), List.of(), unknown(known, FailureEvidence.of(report, now)), timeline, List.of());
    }

    /**
     * Samples arrive again, or nothing is there any more that could fail. That settles a mere suspicion; a machine that is gone is settled
     * by its replacement, also while it is known from monitoring alone that provisioning said so.
     */
    private static FailureDecision resolve(FailureCase known, AlertResolved report, NewIds ids, Instant now) {
        if (known.knows(Steps.ALERT_RESOLVED)) {
            return new Ignored();
        }
        TimelineEntry entry = step(Steps.ALERT_RESOLVED, report.resolvedAt(), report.because());
        if (known.isReported() || !(known.ticket() instanceof Ticket.Unsolved unsolved)) {
            return note(known, entry);
        }
        return solve(unsolved, FailureTexts.resolved(report), report.because(), List.of(entry), ids, now);
    }

    private static FailureDecision replace(FailureCase known, Replaced report, NewIds ids, Instant now) {
        if (known.isReplaced()) {
            return new Ignored();
        }
        List<TimelineEntry> timeline = new ArrayList<>();
        @Nullable Instant requestedAt = report.requestedAt();
        if (requestedAt != null && !known.knows(Steps.REPLACEMENT_REQUESTED)) {
            timeline.add(replacementRequested(report.replacementId(), requestedAt));
        }
        timeline.add(step(
                Steps.REPLACEMENT_ANSWERING,
                report.answeringAt(),
                report.replacementId() + " answers at " + report.replacementAddress()));
        Optional<Duration> took = known.failedAt().map(failed -> Duration.between(failed, report.answeringAt()));
        String text = FailureTexts.replaced(report, took);
        if (known.ticket() instanceof Ticket.Unsolved unsolved) {
            return solve(unsolved, text, "replaced by " + report.replacementId(), timeline, ids, now);
        }
        Message message = new Message(ids.messageId(), Author.PLATFORM, text, now);
        return amend(known.ticket(), List.of(message), List.of(), timeline, List.of(replied(known.ticket(), message)));
    }

    private static FailureDecision solve(
            Ticket.Unsolved ticket, String text, String because, List<TimelineEntry> steps, NewIds ids, Instant now) {
        Message message = new Message(ids.messageId(), Author.PLATFORM, text, now);
        List<TimelineEntry> timeline = new ArrayList<>(steps);
        timeline.add(TicketFacts.repeatableEntry("ticket-solved", because, now));
        return amend(
                ticket.solve(because, now),
                List.of(message),
                List.of(),
                timeline,
                List.of(
                        replied(ticket, message),
                        new TicketEvent.Solved(ticket.details().id(), because, now)));
    }

    private static FailureDecision note(FailureCase known, TimelineEntry entry) {
        if (known.knows(entry.key())) {
            return new Ignored();
        }
        return amend(known.ticket(), List.of(), List.of(), List.of(entry), List.of());
    }

    private static AmendTicket amend(
            Ticket next,
            List<Message> messages,
            List<Evidence> evidence,
            List<TimelineEntry> timeline,
            List<TicketEvent> events) {
        return new AmendTicket(new TicketChange(next, messages, evidence, timeline, events));
    }

    private static Ticket.Details details(
            String subject,
            FailureReport report,
            @Nullable String groupId,
            Optional<FailureCase> former,
            NewIds ids,
            Instant now) {
        return new Ticket.Details(
                ids.ticketId(),
                report.origin().accountId(),
                subject,
                Severity.HIGH,
                Author.PLATFORM,
                report.serverId(),
                groupId,
                report.origin().correlationId(),
                former.map(known -> known.ticket().details().id()).orElse(null),
                dedupKey(report.serverId()),
                1,
                now,
                0);
    }

    private static List<TimelineEntry> steps(ServerFailed report) {
        String observer = report.evidence().observedBy();
        return List.of(
                step(Steps.SERVER_FAILED, report.failedAt(), report.because()),
                new TimelineEntry(
                        Steps.noticedBy(observer),
                        report.noticedAt(),
                        Steps.FAILURE_NOTICED,
                        "noticed by " + observer));
    }

    private static TimelineEntry noticedByMonitoring(Alerted report) {
        return new TimelineEntry(
                Steps.noticedBy(report.reported() ? Steps.REPORT : Steps.ALERT),
                report.firedAt(),
                Steps.FAILURE_NOTICED,
                "alert: " + report.summary());
    }

    private static TimelineEntry replacementRequested(String replacementId, Instant at) {
        return step(Steps.REPLACEMENT_REQUESTED, at, replacementId + " was requested");
    }

    private static TimelineEntry step(String step, Instant at, String detail) {
        return new TimelineEntry(step, at, step, detail);
    }

    private static List<Evidence> unknown(FailureCase known, List<Evidence> evidence) {
        return evidence.stream()
                .filter(each -> !known.evidenceKeys().contains(each.key()))
                .toList();
    }

    private static Ticket reportedAgain(FailureCase known) {
        return known.ticket().with(known.ticket().details().reportedAgain());
    }

    private static TicketEvent.Replied replied(Ticket ticket, Message message) {
        return new TicketEvent.Replied(
                ticket.details().id(), message.id(), message.author().text(), message.at());
    }
}
