package io.hostmesh.ticket.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps tickets. Whoever changes one locks it first, so that the changes of one ticket come one after the other. */
@ApplicationScoped
public class TicketStore {

    private static final String INSERT = """
            insert into tickets (id, account_id, subject, severity, opened_by_kind, opened_by_id, server_id, group_id,
                correlation_id, follows_ticket_id, dedup_key, reports, state, opened_at, updated_at, version)
            values (:id, :account, :subject, :severity, :openedByKind, :openedById, :server, :group,
                :correlation, :follows, :dedupKey, :reports, :state, :openedAt, :openedAt, 0)
            on conflict do nothing
            """;

    /** Of a server, the tickets that a diagnosis is held against. */
    private static final int NEWEST = 20;

    private final ObjectMapper json;
    private final HeldDiagnoses held;

    TicketStore(ObjectMapper json, HeldDiagnoses held) {
        this.json = json;
        this.held = held;
    }

    /** Until the end of the transaction nobody opens a ticket about that server, nor adds a diagnosis to one. Taken before tickets. */
    public Uni<Void> lockServer(Mutiny.Session session, String serverId) {
        return session.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext(:lock))", Integer.class)
                .setParameter("lock", "tickets of " + serverId)
                .getSingleResult()
                .replaceWithVoid();
    }

    /** Keeps a ticket that was just opened; false, and nothing is kept, where its fault has an unsolved one already. */
    public Uni<Boolean> insert(Mutiny.Session session, TicketChange change) {
        Ticket.Details details = change.ticket().details();
        String serverId = details.serverId();
        return serverId == null
                ? insertRow(session, change)
                : lockServer(session, serverId).chain(() -> insertRow(session, change));
    }

    private Uni<Boolean> insertRow(Mutiny.Session session, TicketChange change) {
        Ticket.Details details = change.ticket().details();
        return session.createNativeQuery(INSERT)
                .setParameter("id", details.id())
                .setParameter("account", details.accountId())
                .setParameter("subject", details.subject())
                .setParameter("severity", details.severity().word())
                .setParameter("openedByKind", details.openedBy().kindWord())
                .setParameter("openedById", details.openedBy().id())
                .setParameter("server", details.serverId())
                .setParameter("group", details.groupId())
                .setParameter("correlation", details.correlationId())
                .setParameter("follows", details.followsTicketId())
                .setParameter("dedupKey", details.dedupKey())
                .setParameter("reports", details.reports())
                .setParameter("state", change.ticket().state().word())
                .setParameter("openedAt", details.openedAt())
                .executeUpdate()
                .flatMap(inserted -> inserted == 0
                        ? Uni.createFrom().item(false)
                        : addCorrelation(session, details.id(), details.correlationId())
                                .chain(() -> withHeldDiagnoses(session, change))
                                .chain(complete -> persistAdditions(session, complete))
                                .replaceWith(true));
    }

    private Uni<TicketChange> withHeldDiagnoses(Mutiny.Session session, TicketChange opened) {
        return opened.ticket().details().serverId() == null
                ? Uni.createFrom().item(opened)
                : held.take(session, opened.ticket().details())
                        .map(found -> DiagnosisDecider.with(opened, found, held.mostOfTicket()));
    }

    /**
     * Keeps a change to a ticket that this session has locked. Further reports are counted without a new version: they
     * are no change that a reader has to know of.
     */
    public Uni<Void> update(
            Mutiny.Session session, Ticket before, TicketChange change, String correlationId, Instant now) {
        Ticket after = change.ticket();
        boolean changed = before.state() != after.state()
                || !change.messages().isEmpty()
                || !change.evidence().isEmpty()
                || !change.timeline().isEmpty();
        return session.find(TicketRow.class, before.details().id())
                .invoke(row -> {
                    row.reports = after.details().reports();
                    if (changed) {
                        row.change(after, now);
                    }
                })
                .chain(() -> addCorrelation(session, before.details().id(), correlationId))
                .chain(() -> persistAdditions(session, change));
    }

    public Uni<Optional<Ticket>> lock(Mutiny.Session session, String ticketId) {
        return session.find(TicketRow.class, ticketId, LockModeType.PESSIMISTIC_WRITE)
                .map(row -> Optional.ofNullable(row).map(TicketRow::toTicket));
    }

    /** The newest ticket of that fault, solved or not, locked. */
    public Uni<Optional<Ticket>> lockNewestOfFault(Mutiny.Session session, String dedupKey) {
        return session.createSelectionQuery(
                        "from TicketRow where dedupKey = :dedupKey order by id desc", TicketRow.class)
                .setParameter("dedupKey", dedupKey)
                .setMaxResults(1)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .map(rows -> rows.stream().findFirst().map(TicketRow::toTicket));
    }

    /** The newest tickets about a server of that account, locked. */
    public Uni<List<Ticket>> lockNewestOfServer(Mutiny.Session session, String accountId, String serverId) {
        return session.createSelectionQuery(
                        "from TicketRow where serverId = :server and accountId = :account order by id desc",
                        TicketRow.class)
                .setParameter("server", serverId)
                .setParameter("account", accountId)
                .setMaxResults(NEWEST)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .map(rows -> rows.stream().map(TicketRow::toTicket).toList());
    }

    public Uni<List<TimelineEntry>> timeline(Mutiny.Session session, String ticketId) {
        return session.createSelectionQuery("from TimelineRow where ticketId = :ticket", TimelineRow.class)
                .setParameter("ticket", ticketId)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(TimelineRow::toEntry)
                        .sorted(TimelineEntry.AS_IT_HAPPENED)
                        .toList());
    }

    public Uni<Set<String>> evidenceKeys(Mutiny.Session session, String ticketId) {
        return session.createSelectionQuery("select key from EvidenceRow where ticketId = :ticket", String.class)
                .setParameter("ticket", ticketId)
                .getResultList()
                .map(Set::copyOf);
    }

    /** Every chain of causes that touched the ticket. */
    public Uni<Set<String>> correlationIds(Mutiny.Session session, String ticketId) {
        return session.createNativeQuery(
                        "select correlation_id from ticket_correlations where ticket_id = :ticket", String.class)
                .setParameter("ticket", ticketId)
                .getResultList()
                .map(Set::copyOf);
    }

    /** The oldest tickets solved before that time, locked; those that another instance has locked are left to it. */
    Uni<List<String>> lockSolvedBefore(Mutiny.Session session, Instant time, int most) {
        return session.createNativeQuery(
                        "select id from tickets where state = 'solved' and solved_at < :time"
                                + " order by solved_at limit :most for update skip locked",
                        String.class)
                .setParameter("time", time)
                .setParameter("most", most)
                .getResultList();
    }

    private static Uni<Void> addCorrelation(Mutiny.Session session, String ticketId, String correlationId) {
        return session.createNativeQuery("insert into ticket_correlations (correlation_id, ticket_id)"
                        + " values (:correlation, :ticket) on conflict do nothing")
                .setParameter("correlation", correlationId)
                .setParameter("ticket", ticketId)
                .executeUpdate()
                .replaceWithVoid();
    }

    private Uni<Void> persistAdditions(Mutiny.Session session, TicketChange change) {
        String ticketId = change.ticket().details().id();
        List<Object> rows = new ArrayList<>();
        change.messages().forEach(message -> rows.add(MessageRow.of(ticketId, message)));
        change.evidence().forEach(each -> rows.add(EvidenceRow.of(ticketId, each, write(each.content()))));
        change.timeline().forEach(entry -> rows.add(TimelineRow.of(ticketId, entry)));
        return rows.isEmpty() ? Uni.createFrom().voidItem() : session.persistAll(rows.toArray());
    }

    private String write(Evidence.Content content) {
        try {
            return json.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected evidence that can be written as JSON, got " + content, e);
        }
    }
}
