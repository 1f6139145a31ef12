package io.hostmesh.monitoring.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.json.Json;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.Phase;
import io.hostmesh.monitoring.rule.Standing;
import io.hostmesh.monitoring.rule.Subject;
import io.hostmesh.monitoring.rule.Transition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Where rules stand with what is not inactive, kept in the transaction of each step. */
@ApplicationScoped
class RuleStandings {

    private static final String SAVE = """
        insert into rule_standing (rule_id, subject_key, account_id, labels, server_id, group_id, record_key, phase, missing,
                                   since, since_accepted, cleared_at, cleared_accepted, heard, value)
        values ($1, $2, nullif($3, ''), $4, nullif($5, ''), nullif($6, ''), $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (rule_id, subject_key) do update set
            phase = excluded.phase, missing = excluded.missing, since = excluded.since,
            since_accepted = excluded.since_accepted, cleared_at = excluded.cleared_at,
            cleared_accepted = excluded.cleared_accepted, heard = excluded.heard, value = excluded.value
        """;

    private static final String DELETE = "delete from rule_standing where rule_id = $1 and subject_key = $2";

    private static final String ALL = """
        select rule_id, account_id, labels, server_id, group_id, record_key, phase, missing, since, since_accepted,
               cleared_at, cleared_accepted, heard, value
        from rule_standing
        """;

    /** Labels of senders can hold what texts of requests must not. */
    private static final ObjectMapper AS_SENT = Json.forEvents();

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final Transactions transactions;
    private final ObjectMapper json;

    RuleStandings(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** Where a rule stands with a subject. */
    record Kept(String ruleId, Subject subject, Standing standing) {}

    Uni<List<Kept>> all() {
        return transactions.inTransaction(session -> session.createNativeQuery(ALL, Object[].class)
                .getResultList()
                .map(rows -> rows.stream().map(this::kept).toList()));
    }

    /** Goes out at once: what follows need not wait for it. */
    Uni<Void> save(Mutiny.Session session, Transition step) {
        Subject subject = step.subject();
        Standing standing = step.standing();
        if (standing.phase() == Phase.INACTIVE) {
            return delete(session, step.rule().id(), subject);
        }
        return Statements.rows(
                        session,
                        SAVE,
                        step.rule().id(),
                        key(subject),
                        orEmpty(subject.accountId()),
                        write(subject.labels()),
                        orEmpty(subject.serverId()),
                        orEmpty(subject.groupId()),
                        subject.recordKey(),
                        standing.phase().name(),
                        standing.missing(),
                        standing.since(),
                        standing.sinceAccepted(),
                        standing.clearedAt(),
                        standing.clearedAccepted(),
                        standing.heard(),
                        standing.value())
                .replaceWithVoid();
    }

    Uni<Void> delete(Mutiny.Session session, String ruleId, Subject subject) {
        return Statements.rows(session, DELETE, ruleId, key(subject)).replaceWithVoid();
    }

    /** The same for the same account and labels. */
    static String key(Subject subject) {
        String text = subject.accountId() + " " + subject.recordKey() + " " + subject.labels();
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Kept kept(Object[] row) {
        return new Kept(
                (String) row[0],
                new Subject((String) row[1], read((String) row[2]), (String) row[3], (String) row[4], (String) row[5]),
                new Standing(
                        Phase.valueOf((String) row[6]),
                        (Boolean) row[7],
                        number(row[8]),
                        number(row[9]),
                        number(row[10]),
                        number(row[11]),
                        number(row[12]),
                        ((Number) row[13]).doubleValue()));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private Labels read(String text) {
        try {
            return Labels.of(AS_SENT.readValue(text, LABELS));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the labels that were written, got " + text, e);
        }
    }

    private String write(Labels labels) {
        try {
            return json.writeValueAsString(labels.toMap());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected labels that can be written as JSON", e);
        }
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
