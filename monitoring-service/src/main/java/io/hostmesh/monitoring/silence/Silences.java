package io.hostmesh.monitoring.silence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.MatcherReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The silences that there are. */
@ApplicationScoped
public class Silences {

    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final ObjectMapper json;

    Silences(ObjectMapper json) {
        this.json = json;
    }

    /** Where a silence is in its life. */
    enum State {
        PENDING,
        ACTIVE,
        EXPIRED;

        static State of(SilenceRow row, Instant now) {
            if (!now.isBefore(row.endsAt)) {
                return EXPIRED;
            }
            return now.isBefore(row.startsAt) ? PENDING : ACTIVE;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String condition() {
            return switch (this) {
                case PENDING -> "startsAt > :now and endsAt > :now";
                case ACTIVE -> "startsAt <= :now and endsAt > :now";
                case EXPIRED -> "endsAt <= :now";
            };
        }
    }

    /** Those that hold for alerts of that account, the operator's among them. */
    public Uni<List<Silence>> holding(Mutiny.Session session, @Nullable String accountId, Instant now) {
        String whose = accountId == null ? "accountId is null" : "(accountId is null or accountId = :account)";
        Mutiny.SelectionQuery<SilenceRow> query = session.createSelectionQuery(
                        "from SilenceRow where " + State.ACTIVE.condition() + " and " + whose + " order by id",
                        SilenceRow.class)
                .setParameter("now", now);
        if (accountId != null) {
            query.setParameter("account", accountId);
        }
        return query.getResultList().map(this::read);
    }

    /** Those of everybody that hold. */
    public Uni<List<Silence>> holding(Mutiny.Session session, Instant now) {
        return session.createSelectionQuery(
                        "from SilenceRow where " + State.ACTIVE.condition() + " order by id", SilenceRow.class)
                .setParameter("now", now)
                .getResultList()
                .map(this::read);
    }

    /** The newest first; null means any. */
    Uni<List<SilenceRow>> list(
            Mutiny.Session session, @Nullable String accountId, @Nullable State state, Instant now, PageRequest page) {
        StringBuilder text = new StringBuilder("from SilenceRow where true = true");
        if (accountId != null) {
            text.append(" and accountId = :account");
        }
        if (state != null) {
            text.append(" and ").append(state.condition());
        }
        String after = page.after();
        if (after != null) {
            text.append(" and id < :after");
        }
        Mutiny.SelectionQuery<SilenceRow> query = session.createSelectionQuery(
                        text.append(" order by id desc").toString(), SilenceRow.class)
                .setMaxResults(page.queryLimit());
        if (accountId != null) {
            query.setParameter("account", accountId);
        }
        if (state != null) {
            query.setParameter("now", now);
        }
        if (after != null) {
            query.setParameter("after", after);
        }
        return query.getResultList();
    }

    /** How many of an account's have not ended. */
    Uni<Long> countOpen(Mutiny.Session session, @Nullable String accountId, Instant now) {
        String whose = accountId == null ? "accountId is null" : "accountId = :account";
        Mutiny.SelectionQuery<Long> query = session.createSelectionQuery(
                        "select count(*) from SilenceRow where endsAt > :now and " + whose, Long.class)
                .setParameter("now", now);
        if (accountId != null) {
            query.setParameter("account", accountId);
        }
        return query.getSingleResult();
    }

    String write(List<LabelMatcher> matchers) {
        try {
            return json.writeValueAsString(
                    matchers.stream().map(LabelMatcher::toString).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected texts that can be written as JSON", e);
        }
    }

    List<String> texts(SilenceRow row) {
        try {
            return json.readValue(row.matchers, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the matchers that were written, silence=" + row.id, e);
        }
    }

    private List<Silence> read(List<SilenceRow> rows) {
        return rows.stream()
                .map(row -> new Silence(
                        row.id,
                        row.accountId,
                        texts(row).stream().map(MatcherReader::read).toList(),
                        row.startsAt,
                        row.endsAt))
                .toList();
    }
}
