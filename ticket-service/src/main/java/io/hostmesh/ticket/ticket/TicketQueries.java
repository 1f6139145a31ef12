package io.hostmesh.ticket.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.ticket.ticket.TicketView.EvidenceView;
import io.hostmesh.ticket.ticket.TicketView.TimelineView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads tickets for callers. */
@ApplicationScoped
class TicketQueries {

    private static final String LIST = """
            select t.* from tickets t
            where (cast(:account as text) is null or t.account_id = :account)
                and (cast(:after as text) is null or t.id < :after)
                and (:anyState or t.state in (:states))
                and (cast(:server as text) is null or t.server_id = :server)
                and (cast(:group as text) is null or t.group_id = :group)
                and (cast(:correlation as text) is null or t.id in
                    (select c.ticket_id from ticket_correlations c where c.correlation_id = :correlation))
            order by t.id desc
            limit :limit
            """;

    /** What a list is narrowed to: null, or empty, for anything. */
    record Filter(
            Set<Ticket.State> states,
            @Nullable String serverId,
            @Nullable String groupId,
            @Nullable String correlationId) {}

    private final Transactions transactions;
    private final TicketStore tickets;
    private final ObjectMapper json;

    TicketQueries(Transactions transactions, TicketStore tickets, ObjectMapper json) {
        this.transactions = transactions;
        this.tickets = tickets;
        this.json = json;
    }

    /** The newest first. An administrator who acts for no account sees the tickets of all. */
    Uni<Page<TicketView>> list(Caller caller, Filter filter, PageRequest page) {
        @Nullable String after = page.after();
        List<String> states = filter.states().isEmpty()
                ? List.of("")
                : filter.states().stream().map(Ticket.State::word).toList();
        @Nullable String account = caller.kind() == Caller.Kind.ADMIN ? caller.accountId() : caller.requireAccount();
        return transactions
                .inTransaction(session -> session.createNativeQuery(LIST, TicketRow.class)
                        .setParameter("account", account)
                        .setParameter("after", after)
                        .setParameter("anyState", filter.states().isEmpty())
                        .setParameter("states", states)
                        .setParameter("server", filter.serverId())
                        .setParameter("group", filter.groupId())
                        .setParameter("correlation", filter.correlationId())
                        .setParameter("limit", page.queryLimit())
                        .getResultList())
                .map(rows -> Page.of(rows, page, row -> row.id).map(TicketView::of));
    }

    /** The whole ticket; a 404 problem for one that is not there or not the caller's. */
    Uni<TicketView> get(Caller caller, String ticketId) {
        return transactions.inTransaction(session -> session.find(TicketRow.class, ticketId)
                .invoke(row -> {
                    if (row == null || !caller.canSee(row.accountId)) {
                        throw Problems.notFound("ticket", ticketId);
                    }
                })
                .flatMap(row -> whole(session, row)));
    }

    private Uni<TicketView> whole(Mutiny.Session session, TicketRow row) {
        return messages(session, row.id)
                .flatMap(messages -> evidence(session, row.id).flatMap(evidence -> tickets.timeline(session, row.id)
                        .map(timeline -> TicketView.of(
                                row,
                                messages,
                                evidence,
                                timeline.stream()
                                        .map(entry -> new TimelineView(entry.at(), entry.what(), entry.detail()))
                                        .toList()))));
    }

    private static Uni<List<Message>> messages(Mutiny.Session session, String ticketId) {
        return session.createSelectionQuery("from MessageRow where ticketId = :ticket order by id", MessageRow.class)
                .setParameter("ticket", ticketId)
                .getResultList()
                .map(rows -> rows.stream().map(MessageRow::toMessage).toList());
    }

    private Uni<List<EvidenceView>> evidence(Mutiny.Session session, String ticketId) {
        return session.createSelectionQuery(
                        "from EvidenceRow where ticketId = :ticket order by recordedAt, id", EvidenceRow.class)
                .setParameter("ticket", ticketId)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new EvidenceView(row.kind, row.source, row.recordedAt, read(row.content)))
                        .toList());
    }

    private JsonNode read(String content) {
        try {
            return json.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected evidence in JSON, got " + content, e);
        }
    }
}
