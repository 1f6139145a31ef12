package io.hostmesh.ticket.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** Diagnoses that came before the ticket that they belong to. All of it happens under the lock of the server. */
@ApplicationScoped
public class HeldDiagnoses {

    private final ObjectMapper json;
    private final Duration heldFor;
    private final int mostOfTicket;

    HeldDiagnoses(
            ObjectMapper json,
            @ConfigProperty(name = "hostmesh.tickets.diagnoses-held-for") Duration heldFor,
            @ConfigProperty(name = "hostmesh.tickets.most-diagnoses") int mostOfTicket) {
        this.json = json;
        this.heldFor = heldFor;
        this.mostOfTicket = mostOfTicket;
    }

    public Duration heldFor() {
        return heldFor;
    }

    /** How many diagnoses a ticket has at most. */
    public int mostOfTicket() {
        return mostOfTicket;
    }

    /** Holds it, and forgets those that no ticket will be of any more; {@code taken} where a ticket has it. */
    public Uni<Void> hold(Mutiny.Session session, Diagnosed diagnosed, boolean taken) {
        return session.createNativeQuery("delete from held_diagnoses where finished_at < :since")
                .setParameter("since", diagnosed.finishedAt().minus(heldFor))
                .executeUpdate()
                .chain(() -> session.createNativeQuery(
                                "insert into held_diagnoses (id, account_id, server_id, correlation_id, finished_at, taken,"
                                        + " content) values (:id, :account, :server, :correlation, :at, :taken, :content)"
                                        + " on conflict do nothing")
                        .setParameter("id", diagnosed.found().diagnosisId())
                        .setParameter("account", diagnosed.accountId())
                        .setParameter("server", diagnosed.serverId())
                        .setParameter("correlation", diagnosed.correlationId())
                        .setParameter("at", diagnosed.finishedAt())
                        .setParameter("taken", taken)
                        .setParameter("content", write(diagnosed.found()))
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Those that a ticket which opens now is about, oldest first; no other one takes them after this, but one of the same causes. */
    Uni<List<Diagnosed>> take(Mutiny.Session session, Ticket.Details opened) {
        return session.createNativeQuery(
                        "select server_id, account_id, correlation_id, finished_at, taken, content from held_diagnoses"
                                + " where server_id = :server order by finished_at, id",
                        Tuple.class)
                .setParameter("server", opened.serverId())
                .getResultList()
                .map(rows -> rows.stream()
                        .filter(row ->
                                DiagnosisDecider.isOf(opened, diagnosed(row), row.get(4, Boolean.class), heldFor))
                        .map(this::diagnosed)
                        .toList())
                .call(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : session.createNativeQuery(
                                        "update held_diagnoses set taken = true where id = any(cast(:ids as text[]))")
                                .setParameter(
                                        "ids",
                                        found.stream()
                                                .map(each -> each.found().diagnosisId())
                                                .toArray(String[]::new))
                                .executeUpdate());
    }

    private Diagnosed diagnosed(Tuple row) {
        return new Diagnosed(
                read(row.get(5, String.class)),
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, OffsetDateTime.class).toInstant());
    }

    private String write(Evidence.Diagnosis found) {
        try {
            return json.writeValueAsString(found);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected a diagnosis that can be written as JSON, got " + found, e);
        }
    }

    private Evidence.Diagnosis read(String text) {
        try {
            return json.readValue(text, Evidence.Diagnosis.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the JSON that was written", e);
        }
    }
}
