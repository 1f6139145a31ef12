package io.hostmesh.monitoring.ruleset;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.rule.Rule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What customers ask of their rules: one transaction for each request. */
@ApplicationScoped
class RuleHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final RuleStore store;
    private final Rules rules;
    private final RuleSettings settings;
    private final Ids ids;
    private final Clock clock;

    RuleHandler(
            Transactions transactions,
            Idempotency idempotency,
            RuleStore store,
            Rules rules,
            RuleSettings settings,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.store = store;
        this.rules = rules;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Response> create(Caller caller, @Nullable String idempotencyKey, RuleBody body) {
        String accountId = caller.requireAccount();
        RuleRow row = new RuleRow();
        row.id = ids.next("rul");
        row.accountId = accountId;
        row.createdAt = clock.instant();
        row.changedAt = row.createdAt;
        RuleView view = apply(row, body);
        String fingerprint = idempotency.fingerprint("POST", "/v1/rules", body);
        return transactions
                .inTransaction(session ->
                        idempotency.once(session, caller, idempotencyKey, fingerprint, () -> insert(session, row)
                                .replaceWith(() -> new Reply(201, "/v1/rules/" + row.id, view))))
                .invoke(rules::changed);
    }

    private Uni<Void> insert(Mutiny.Session session, RuleRow row) {
        return store.countOf(session, row.accountId)
                .invoke(count -> {
                    if (count >= settings.maximumPerAccount()) {
                        throw Problems.refusal(
                                Refusal.TOO_MANY_RULES,
                                "An account has at most " + settings.maximumPerAccount() + " rules; delete one first.");
                    }
                })
                .chain(() -> session.persist(row));
    }

    Uni<Page<RuleView>> list(Caller caller, PageRequest page) {
        String accountId = caller.requireAccount();
        return transactions.inTransaction(session -> store.list(session, accountId, page)
                .chain(rows -> store.switchedOff(session, accountId).map(off -> {
                    List<RuleView> own = rows.stream().map(this::view).toList();
                    Page<RuleView> views = Page.of(own, page, RuleView::id);
                    if (page.after() != null) {
                        return views;
                    }
                    List<RuleView> all = new ArrayList<>();
                    BuiltInRules.all().forEach(rule -> all.add(RuleView.ofBuiltIn(rule, !off.contains(rule.id()))));
                    all.addAll(views.items());
                    return new Page<>(all, views.nextCursor());
                })));
    }

    Uni<RuleView> get(Caller caller, String id) {
        String accountId = caller.requireAccount();
        Rule builtIn = BuiltInRules.named(id);
        if (builtIn != null) {
            return transactions.inTransaction(session ->
                    store.switchedOff(session, accountId).map(off -> RuleView.ofBuiltIn(builtIn, !off.contains(id))));
        }
        return transactions.inTransaction(
                session -> session.find(RuleRow.class, id).map(row -> view(visible(row, accountId, id))));
    }

    Uni<RuleView> change(Caller caller, String id, @Nullable String ifMatch, RuleBody body) {
        String accountId = caller.requireAccount();
        Rule builtIn = BuiltInRules.named(id);
        Uni<RuleView> changed = builtIn == null
                ? transactions.inTransaction(session -> session.find(RuleRow.class, id, LockModeType.PESSIMISTIC_WRITE)
                        .map(found -> {
                            RuleRow row = visible(found, accountId, id);
                            EntityTags.requireMatch(ifMatch, row.version);
                            row.version++;
                            row.changedAt = clock.instant();
                            return apply(row, body.over(store.body(row)));
                        }))
                : transactions.inTransaction(session -> switchBuiltIn(session, accountId, builtIn, ifMatch, body));
        return changed.invoke(rules::changed);
    }

    private Uni<RuleView> switchBuiltIn(
            Mutiny.Session session, String accountId, Rule rule, @Nullable String ifMatch, RuleBody body) {
        Boolean enabled = body.enabled();
        if (enabled == null || !body.equals(onlyEnabled(enabled))) {
            throw Problems.refusal(
                    Refusal.BUILT_IN_RULE, "Rule " + rule.id() + " is built in: it can only be enabled or not.");
        }
        return store.switchedOff(session, accountId)
                .invoke(off -> EntityTags.requireMatch(
                        ifMatch,
                        RuleView.ofBuiltIn(rule, !off.contains(rule.id())).version()))
                .chain(() -> store.switchBuiltIn(session, accountId, rule.id(), enabled, clock.instant()))
                .replaceWith(RuleView.ofBuiltIn(rule, enabled));
    }

    private static RuleBody onlyEnabled(Boolean enabled) {
        return new RuleBody(null, null, null, null, null, null, null, enabled);
    }

    Uni<Void> delete(Caller caller, String id, @Nullable String ifMatch) {
        String accountId = caller.requireAccount();
        if (BuiltInRules.named(id) != null) {
            throw Problems.refusal(
                    Refusal.BUILT_IN_RULE, "Rule " + id + " is built in: it can be switched off, not deleted.");
        }
        return transactions
                .inTransaction(session -> session.find(RuleRow.class, id, LockModeType.PESSIMISTIC_WRITE)
                        .invoke(found -> {
                            RuleRow row = visible(found, accountId, id);
                            EntityTags.requireMatch(ifMatch, row.version);
                            row.deleted = true;
                            row.changedAt = clock.instant();
                        }))
                .replaceWithVoid()
                .invoke(rules::changed);
    }

    /** Takes the body into the row, or throws the problem that says all that is wrong with it. */
    private RuleView apply(RuleRow row, RuleBody body) {
        RuleReader reader = new RuleReader(settings.maximumWindowSeconds());
        Rule rule = reader.read(row.id, row.accountId, body, row.version);
        if (rule == null) {
            throw Problems.invalid(reader.errors());
        }
        row.enabled = body.enabled() == null || body.enabled();
        row.definition = store.write(body);
        return RuleView.of(row, body, rule);
    }

    private RuleView view(RuleRow row) {
        return RuleView.of(row, store.body(row), store.rule(row));
    }

    private static RuleRow visible(@Nullable RuleRow row, String accountId, String id) {
        if (row == null || row.deleted || !row.accountId.equals(accountId)) {
            throw Problems.notFound("rule", id);
        }
        return row;
    }
}
