package io.hostmesh.monitoring.ruleset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.monitoring.rule.Rule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Rules of accounts, and which built-in ones they do not want. */
@ApplicationScoped
class RuleStore {

    private static final String SWITCH = """
        insert into rule_switch (account_id, rule_id, enabled, changed_at) values (:account, :rule, :enabled, :now)
        on conflict (account_id, rule_id) do update set enabled = excluded.enabled, changed_at = excluded.changed_at
        """;

    private final ObjectMapper json;

    RuleStore(ObjectMapper json) {
        this.json = json;
    }

    /** Holds back other additions to the account until the end of the transaction. */
    Uni<Long> countOf(Mutiny.Session session, String accountId) {
        return session.createNativeQuery(
                        "select 1 from (select pg_advisory_xact_lock(hashtext('rules ' || :account))) as held",
                        Integer.class)
                .setParameter("account", accountId)
                .getSingleResult()
                .chain(() -> session.createSelectionQuery(
                                "select count(*) from RuleRow where accountId = :account and deleted = false",
                                Long.class)
                        .setParameter("account", accountId)
                        .getSingleResult());
    }

    Uni<List<RuleRow>> list(Mutiny.Session session, String accountId, PageRequest page) {
        String after = page.after();
        Mutiny.SelectionQuery<RuleRow> query = session.createSelectionQuery(
                        "from RuleRow where accountId = :account and deleted = false and id > :after order by id",
                        RuleRow.class)
                .setParameter("account", accountId)
                .setParameter("after", after == null ? "" : after)
                .setMaxResults(page.queryLimit());
        return query.getResultList();
    }

    Uni<Set<String>> switchedOff(Mutiny.Session session, String accountId) {
        return session.createNativeQuery(
                        "select rule_id from rule_switch where account_id = :account and not enabled", String.class)
                .setParameter("account", accountId)
                .getResultList()
                .map(Set::copyOf);
    }

    Uni<Void> switchBuiltIn(Mutiny.Session session, String accountId, String ruleId, boolean enabled, Instant now) {
        return session.createNativeQuery(SWITCH)
                .setParameter("account", accountId)
                .setParameter("rule", ruleId)
                .setParameter("enabled", enabled)
                .setParameter("now", now)
                .executeUpdate()
                .replaceWithVoid();
    }

    Rule rule(RuleRow row) {
        RuleReader reader = new RuleReader(Integer.MAX_VALUE);
        Rule rule = reader.read(row.id, row.accountId, body(row), row.version);
        if (rule == null) {
            throw new IllegalStateException("expected the rule that was written, got " + reader.errors());
        }
        return rule;
    }

    RuleBody body(RuleRow row) {
        try {
            return json.readValue(row.definition, RuleBody.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the definition of " + row.id + " that was written", e);
        }
    }

    String write(RuleBody body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a definition that can be written as JSON", e);
        }
    }
}
