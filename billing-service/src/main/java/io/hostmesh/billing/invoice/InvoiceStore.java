package io.hostmesh.billing.invoice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.billing.rate.Charge;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.query.AnyOf;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Finalized invoices, and where each account stands. */
@ApplicationScoped
class InvoiceStore {

    private static final TypeReference<List<Charge>> CHARGES = new TypeReference<>() {};

    private final ObjectMapper json;
    private final Ids ids;

    InvoiceStore(ObjectMapper json, Ids ids) {
        this.json = json;
        this.ids = ids;
    }

    /** The account's row, made if there is none. */
    Uni<BilledAccountRow> account(Mutiny.Session session, String accountId) {
        return session.createNativeQuery("""
            insert into billed_account (account_id, draft_id) values (:account, :draft)
            on conflict (account_id) do nothing\
            """)
                .setParameter("account", accountId)
                .setParameter("draft", ids.next("inv"))
                .executeUpdate()
                .chain(() -> session.find(BilledAccountRow.class, accountId));
    }

    Uni<@Nullable BilledAccountRow> accountOfDraft(Mutiny.Session session, String draftId) {
        return session.createSelectionQuery("from BilledAccountRow where draftId = :draft", BilledAccountRow.class)
                .setParameter("draft", draftId)
                .getSingleResultOrNull();
    }

    /** The same, and nobody else finalizes an invoice of the account until the transaction ends. */
    Uni<@Nullable BilledAccountRow> lockAccountOfDraft(Mutiny.Session session, String draftId) {
        return session.createNativeQuery(
                        "select * from billed_account where draft_id = :draft for update", BilledAccountRow.class)
                .setParameter("draft", draftId)
                .getSingleResultOrNull();
    }

    Uni<@Nullable FinalizedInvoice> find(Mutiny.Session session, String id) {
        return session.find(InvoiceRow.class, id).map(row -> row == null ? null : row.invoice());
    }

    /** The same, and nobody else who locks it goes on until the transaction ends. */
    Uni<@Nullable FinalizedInvoice> lock(Mutiny.Session session, String id) {
        return session.createNativeQuery("select * from invoice where id = :id for update", InvoiceRow.class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(row -> row == null ? null : row.invoice());
    }

    /** An account's invoices, the newest first. */
    Uni<List<FinalizedInvoice>> page(Mutiny.Session session, String accountId, @Nullable String after, int limit) {
        Mutiny.SelectionQuery<InvoiceRow> query = session.createSelectionQuery(
                "from InvoiceRow where accountId = :account" + (after == null ? "" : " and id < :after")
                        + " order by id desc",
                InvoiceRow.class);
        query.setParameter("account", accountId);
        if (after != null) {
            query.setParameter("after", after);
        }
        return query.setMaxResults(limit)
                .getResultList()
                .map(rows -> rows.stream().map(InvoiceRow::invoice).toList());
    }

    Uni<List<InvoiceLine>> linesOf(Mutiny.Session session, String invoiceId) {
        return session.createSelectionQuery(
                        "from InvoiceLineRow where invoiceId = :invoice order by position", InvoiceLineRow.class)
                .setParameter("invoice", invoiceId)
                .getResultList()
                .map(this::lines);
    }

    /** Every line about these servers on any finalized invoice, the oldest first. */
    Uni<List<InvoiceLine>> linesAbout(Mutiny.Session session, Collection<String> serverIds) {
        if (serverIds.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return session.createSelectionQuery(
                        "from InvoiceLineRow where any_of(serverId, :servers) order by invoiceId, position",
                        InvoiceLineRow.class)
                .setParameter("servers", AnyOf.text(serverIds))
                .getResultList()
                .map(this::lines);
    }

    /** Which of these invoices are paid. */
    Uni<Set<String>> paid(Mutiny.Session session, Collection<String> invoiceIds) {
        if (invoiceIds.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return session.createSelectionQuery(
                        "select invoiceId from InvoiceOutcomeRow where outcome = :paid and any_of(invoiceId, :ids)",
                        String.class)
                .setParameter("paid", InvoiceOutcomeRow.PAID)
                .setParameter("ids", AnyOf.text(invoiceIds))
                .getResultList()
                .map(found -> found.stream().collect(Collectors.toSet()));
    }

    /** Takes the next number; other invoices wait until the transaction ends, and a rollback gives it back. */
    Uni<Long> takeNumber(Mutiny.Session session) {
        return session.createNativeQuery("select next from invoice_number for update", Long.class)
                .getSingleResult()
                .call(() -> session.createNativeQuery("update invoice_number set next = next + 1")
                        .executeUpdate());
    }

    Uni<Void> insert(Mutiny.Session session, FinalizedInvoice invoice, List<InvoiceLine> lines) {
        List<Object> rows = new ArrayList<>();
        rows.add(new InvoiceRow(invoice));
        lines.forEach(line -> rows.add(new InvoiceLineRow(ids.next("lin"), invoice.id(), line, write(line.charges()))));
        return session.persistAll(rows.toArray());
    }

    Uni<Void> beginNextDraft(Mutiny.Session session, BilledAccountRow account, Instant invoicedUntil) {
        account.draftId = ids.next("inv");
        account.invoicedUntil = invoicedUntil;
        return session.flush();
    }

    Uni<Void> insertPaid(Mutiny.Session session, String invoiceId, String paymentId, Instant at) {
        return session.persist(new InvoiceOutcomeRow(invoiceId, InvoiceOutcomeRow.PAID, paymentId, at));
    }

    private List<InvoiceLine> lines(List<InvoiceLineRow> rows) {
        return rows.stream().map(row -> row.line(read(row.charges))).toList();
    }

    private String write(List<Charge> charges) {
        try {
            return json.writeValueAsString(charges);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected charges that can be written as JSON", e);
        }
    }

    private List<Charge> read(String charges) {
        try {
            return json.readValue(charges, CHARGES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected charges as a JSON array, got " + charges, e);
        }
    }
}
