package io.hostmesh.billing.invoice;

import io.hostmesh.billing.ledger.Ledger;
import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.contracts.InvoiceEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Shows drafts and invoices, and finalizes a draft. */
@ApplicationScoped
class InvoiceHandler {

    private final Transactions transactions;
    private final InvoiceStore store;
    private final Drafts drafts;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final Clock clock;
    private final String currency;

    InvoiceHandler(
            Transactions transactions,
            InvoiceStore store,
            Drafts drafts,
            Ledger ledger,
            Outbox outbox,
            Idempotency idempotency,
            Clock clock,
            @ConfigProperty(name = "hostmesh.billing.currency") String currency) {
        this.transactions = transactions;
        this.store = store;
        this.drafts = drafts;
        this.ledger = ledger;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.clock = clock;
        this.currency = currency;
    }

    /** The account's draft, if there is anything to invoice, then its invoices, the newest first; one more than a page. */
    Uni<List<InvoiceView>> page(String accountId, PageRequest page) {
        return transactions.inTransaction(session -> draftForPage(session, accountId, page)
                .chain(views -> store.page(session, accountId, page.after(), page.queryLimit() - views.size())
                        .chain(invoices -> store.paid(
                                        session,
                                        invoices.stream()
                                                .map(FinalizedInvoice::id)
                                                .toList())
                                .map(paid -> {
                                    invoices.forEach(invoice -> views.add(
                                            InvoiceView.finalized(invoice, paid.contains(invoice.id()), null)));
                                    return views;
                                }))));
    }

    private Uni<List<InvoiceView>> draftForPage(Mutiny.Session session, String accountId, PageRequest page) {
        if (page.after() != null) {
            return Uni.createFrom().item(new ArrayList<>());
        }
        return store.account(session, accountId)
                .chain(account -> drafts.look(session, account).map(draft -> {
                    List<InvoiceView> views = new ArrayList<>();
                    draft.map(found -> InvoiceView.draft(account.draftId, accountId, found, currency))
                            .map(InvoiceView::withoutLines)
                            .ifPresent(views::add);
                    return views;
                }));
    }

    /** The draft or invoice with that id, with its lines; a 404 problem for one that the caller may not see. */
    Uni<InvoiceView> find(Caller caller, String id) {
        return transactions.inTransaction(session -> view(session, caller, id));
    }

    private Uni<InvoiceView> view(Mutiny.Session session, Caller caller, String id) {
        return store.find(session, id).chain(invoice -> {
            if (invoice == null) {
                return draftView(session, caller, id);
            }
            requireVisible(caller, invoice.accountId(), id);
            return finalizedView(session, invoice);
        });
    }

    private Uni<InvoiceView> finalizedView(Mutiny.Session session, FinalizedInvoice invoice) {
        return store.linesOf(session, invoice.id()).chain(lines -> store.paid(session, List.of(invoice.id()))
                .map(paid -> InvoiceView.finalized(invoice, !paid.isEmpty(), lines)));
    }

    private Uni<InvoiceView> draftView(Mutiny.Session session, Caller caller, String id) {
        return store.accountOfDraft(session, id).chain(account -> {
            if (account == null || !caller.canSee(account.accountId)) {
                throw Problems.notFound("invoice", id);
            }
            return drafts.look(session, account)
                    .map(draft -> draft.map(found -> InvoiceView.draft(id, account.accountId, found, currency))
                            .orElseThrow(() -> Problems.notFound("invoice", id)));
        });
    }

    /** Finalizes the draft with that id at this second; an invoice that is finalized already is answered as it is. */
    Uni<Response> finalizeDraft(Caller caller, Cause cause, String id, @Nullable String idempotencyKey) {
        String fingerprint = idempotency.fingerprint("POST", "/v1/invoices/" + id + "/finalize", null);
        return transactions.inTransaction(session -> idempotency.once(
                session, caller, idempotencyKey, fingerprint, () -> finalizeDraft(session, caller, cause, id)
                        .map(view -> new Reply(200, null, view))));
    }

    private Uni<InvoiceView> finalizeDraft(Mutiny.Session session, Caller caller, Cause cause, String id) {
        return store.lockAccountOfDraft(session, id).chain(account -> {
            if (account == null) {
                return view(session, caller, id);
            }
            requireVisible(caller, account.accountId, id);
            return drafts.take(session, account).chain(draft -> {
                FinalizeDecider.rejection(draft).ifPresent(rejection -> {
                    throw Problems.conflict(rejection.type(), rejection.because());
                });
                return record(session, account, cause, draft.orElseThrow());
            });
        });
    }

    private Uni<InvoiceView> record(Mutiny.Session session, BilledAccountRow account, Cause cause, Draft draft) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return store.takeNumber(session).chain(number -> {
            FinalizedInvoice invoice = new FinalizedInvoice(
                    account.draftId,
                    number,
                    account.accountId,
                    draft.periodStart(),
                    draft.periodEnd(),
                    currency,
                    draft.totalMinor(),
                    now,
                    cause.correlationId());
            InvoiceEvent event = new InvoiceEvent.Finalized(
                    invoice.id(),
                    invoice.printedNumber(),
                    invoice.periodStart(),
                    invoice.periodEnd(),
                    Currencies.fromMinor(invoice.totalMinor(), currency),
                    now);
            return store.insert(session, invoice, draft.lines())
                    .chain(() -> ledger.postInvoice(
                            session,
                            invoice.id(),
                            invoice.accountId(),
                            invoice.totalMinor(),
                            currency,
                            cause.correlationId(),
                            now))
                    .chain(() -> store.beginNextDraft(session, account, invoice.periodEnd()))
                    .chain(() -> outbox.append(
                            session, cause.withAccount(invoice.accountId()), invoice.id(), List.of(event)))
                    .replaceWith(() -> InvoiceView.finalized(invoice, false, draft.lines()));
        });
    }

    private static void requireVisible(Caller caller, String accountId, String invoiceId) throws ProblemException {
        if (!caller.canSee(accountId)) {
            throw Problems.notFound("invoice", invoiceId);
        }
    }
}
