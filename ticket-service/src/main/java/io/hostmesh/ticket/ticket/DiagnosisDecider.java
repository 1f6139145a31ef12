package io.hostmesh.ticket.ticket;

import io.hostmesh.contracts.DiagnosisEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which tickets a diagnosis belongs to, and what it adds to them. */
public final class DiagnosisDecider {

    static final String KEYS = "diagnosis/";

    private static final String MONITORING = "monitoring";
    private static final int MOST_CHANGES_IN_WORDS = 3;

    private DiagnosisDecider() {}

    /**
     * Whether a ticket that is there is about what was diagnosed: it is of the same chain of causes, or its matter was not settled
     * yet when it was looked at, and that was not long before it opened. Never one of another account.
     */
    public static boolean isOf(Ticket ticket, Set<String> correlationIds, Diagnosed diagnosed, Duration heldFor) {
        Ticket.Details details = ticket.details();
        if (!diagnosed.serverId().equals(details.serverId())
                || !diagnosed.accountId().equals(details.accountId())) {
            return false;
        }
        if (correlationIds.contains(diagnosed.correlationId())) {
            return true;
        }
        Instant at = diagnosed.finishedAt();
        boolean settled = settledAt(ticket).map(at::isAfter).orElse(false);
        return !settled && !at.isBefore(details.openedAt().minus(heldFor));
    }

    /** Whether a ticket that opens now is about what was diagnosed before; {@code taken} where another ticket has it already. */
    static boolean isOf(Ticket.Details opened, Diagnosed diagnosed, boolean taken, Duration heldFor) {
        boolean same = opened.correlationId().equals(diagnosed.correlationId());
        return isOf(new Ticket.New(opened), Set.of(opened.correlationId()), diagnosed, heldFor) && (same || !taken);
    }

    /** Empty where the ticket has it, or has as many as are kept of one. */
    public static Optional<TicketChange> add(
            Ticket ticket, Set<String> evidenceKeys, Diagnosed diagnosed, int most, Instant now) {
        long there = evidenceKeys.stream().filter(key -> key.startsWith(KEYS)).count();
        return evidenceKeys.contains(diagnosed.key()) || there >= most
                ? Optional.empty()
                : Optional.of(new TicketChange(
                        ticket, List.of(), List.of(evidence(diagnosed, now)), List.of(entry(diagnosed)), List.of()));
    }

    /** The change with the diagnoses in it that were held for such a ticket. */
    static TicketChange with(TicketChange opened, List<Diagnosed> held, int most) {
        List<Evidence> evidence = new ArrayList<>(opened.evidence());
        List<TimelineEntry> timeline = new ArrayList<>(opened.timeline());
        for (Diagnosed diagnosed : held.subList(Math.max(0, held.size() - most), held.size())) {
            evidence.add(evidence(diagnosed, opened.ticket().details().openedAt()));
            timeline.add(entry(diagnosed));
        }
        return new TicketChange(opened.ticket(), opened.messages(), evidence, timeline, opened.events());
    }

    private static Evidence evidence(Diagnosed diagnosed, Instant now) {
        return new Evidence(diagnosed.key(), MONITORING, now, diagnosed.found());
    }

    private static TimelineEntry entry(Diagnosed diagnosed) {
        return new TimelineEntry(diagnosed.key(), diagnosed.finishedAt(), "diagnosed", words(diagnosed.found()));
    }

    private static String words(Evidence.Diagnosis found) {
        List<String> words = new ArrayList<>();
        found.changes().stream()
                .limit(MOST_CHANGES_IN_WORDS)
                .map(change -> String.format(
                        Locale.ROOT, "%s went from %.2f to %.2f.", change.metric(), change.before(), change.now()))
                .forEach(words::add);
        if (found.changes().isEmpty()) {
            words.add("No metric can be compared with the time before.");
        }
        DiagnosisEvent.TracedPath path = found.path();
        if (path != null) {
            words.addAll(path.words());
        }
        return String.join(" ", words);
    }

    private static Optional<Instant> settledAt(Ticket ticket) {
        if (ticket instanceof Ticket.Solved solved) {
            return Optional.of(solved.solvedAt());
        }
        return ticket instanceof Ticket.Closed closed ? Optional.of(closed.solvedAt()) : Optional.empty();
    }
}
