package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Label;
import io.hostmesh.contracts.AlertEvent.Reported;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * How alerts go on and end that another system judges: its words and times are kept beside ours. Every method works in the transaction of
 * its caller.
 */
@ApplicationScoped
public class ReportedAlerts {

    /** What is the same is not written anew: words are long, and mostly the same. */
    private static final String GO_ON = """
        update alert set seen_at = :at, generator_url = said.url,
            annotations = case when alert.annotations = said.annotations then alert.annotations else said.annotations end
        from json_to_recordset(cast(cast(:said as text) as json)) as said(key text, annotations text, url text)
        where alert.state = 'FIRING' and alert.kind = 'RULE' and alert.metric = said.key\
        """;

    private final AlertBook book;
    private final AlertJson json;

    ReportedAlerts(AlertBook book, AlertJson json) {
        this.book = book;
        this.json = json;
    }

    /** What is said of the alert with that key. */
    private record Said(
            String key,
            Map<String, String> annotations,
            @Nullable String url) {}

    /** Keeps that open alerts were said to go on, and what was said of each; by the keys of their rules. Nobody else needs to hear of it. */
    public Uni<Void> goOn(Mutiny.Session session, Map<String, Reported> reports, Instant at) {
        if (reports.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Said> said = reports.entrySet().stream()
                .map(report -> new Said(
                        report.getKey(),
                        byName(report.getValue().annotations()),
                        report.getValue().generatorUrl()))
                .toList();
        return session.createNativeQuery(GO_ON)
                .setParameter("at", at)
                .setParameter("said", json.write(said))
                .executeUpdate()
                .replaceWithVoid();
    }

    /**
     * Resolves the open alert with that key, if there is one.
     *
     * @param endedAt when it ended, as is said; null where nobody says
     */
    public Uni<Void> resolve(
            Mutiny.Session session, String scopeId, String key, String because, @Nullable Instant endedAt, Instant at) {
        return book.findOpen(session, Kind.RULE, scopeId, key).chain(open -> {
            if (open.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            Alert alert = open.get().alert();
            alert.endedAt = endedAt == null ? null : within(alert.began(), endedAt, at);
            return book.resolve(session, open.get(), because, null, List.of(), null, at);
        });
    }

    /** A clock that is wrong ends nothing before it began, and nothing in the future. */
    static Instant within(Instant earliest, Instant said, Instant latest) {
        if (said.isBefore(earliest)) {
            return earliest;
        }
        return said.isAfter(latest) ? latest : said;
    }

    /** Of two of the same name the last; in the order of their names, so that the same is written the same. */
    static Map<String, String> byName(List<Label> labels) {
        Map<String, String> named = new TreeMap<>();
        labels.forEach(label -> named.put(label.name(), label.value()));
        return named;
    }
}
