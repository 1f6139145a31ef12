package io.hostmesh.monitoring.ruleset;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.rule.Rule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which rules there are, for judges: all at first, and what changed after that. */
@ApplicationScoped
public class Rules {

    /** Transactions that commit later than others that began after them are not missed within this time. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    /** Whether an account wants a built-in rule. */
    public record Wish(String accountId, String ruleId, boolean wanted) {}

    /**
     * What changed; some of it can be known already.
     *
     * @param inForce rules to be judged by
     * @param dropped ids of those that are not, or not any more
     * @param until the time to ask for the next changes from
     */
    public record Changes(List<Rule> inForce, List<String> dropped, List<Wish> wishes, Instant until) {}

    private final Transactions transactions;
    private final RuleStore store;
    private final AtomicLong generation = new AtomicLong();

    Rules(Transactions transactions, RuleStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    /** Counts up whenever a rule was changed by way of this instance. */
    public long generation() {
        return generation.get();
    }

    void changed() {
        generation.incrementAndGet();
    }

    /** All that is in force, the built-in rules included. */
    public Uni<Changes> all(Instant now) {
        return read("deleted = false and changedAt >= :since", Instant.EPOCH, now)
                .map(changes -> {
                    List<Rule> all = new ArrayList<>(BuiltInRules.all());
                    all.addAll(changes.inForce());
                    return new Changes(List.copyOf(all), changes.dropped(), changes.wishes(), changes.until());
                });
    }

    /** What changed after the {@code until} of the changes before. */
    public Uni<Changes> since(Instant until, Instant now) {
        return read("changedAt >= :since", until.minus(OVERLAP), now);
    }

    private Uni<Changes> read(String condition, Instant since, Instant now) {
        return transactions.inTransaction(session -> rows(session, condition, since)
                .chain(rows -> wishes(session, since).map(wishes -> {
                    List<Rule> inForce = new ArrayList<>();
                    List<String> dropped = new ArrayList<>();
                    for (RuleRow row : rows) {
                        if (row.deleted || !row.enabled) {
                            dropped.add(row.id);
                        } else {
                            inForce.add(store.rule(row));
                        }
                    }
                    return new Changes(inForce, dropped, wishes, now);
                })));
    }

    private static Uni<List<RuleRow>> rows(Mutiny.Session session, String condition, Instant since) {
        return session.createSelectionQuery("from RuleRow where " + condition, RuleRow.class)
                .setParameter("since", since)
                .getResultList();
    }

    private static Uni<List<Wish>> wishes(Mutiny.Session session, Instant since) {
        return session.createNativeQuery(
                        "select account_id, rule_id, enabled from rule_switch where changed_at >= :since",
                        Object[].class)
                .setParameter("since", since)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Wish((String) row[0], (String) row[1], (Boolean) row[2]))
                        .toList());
    }
}
