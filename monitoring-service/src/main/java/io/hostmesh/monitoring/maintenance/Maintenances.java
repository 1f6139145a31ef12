package io.hostmesh.monitoring.maintenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** The planned work that is known. */
@ApplicationScoped
public class Maintenances {

    private static final TypeReference<List<String>> IDS = new TypeReference<>() {};

    private final ObjectMapper json;

    Maintenances(ObjectMapper json) {
        this.json = json;
    }

    /** All that is under way. */
    public Uni<List<Maintenance>> underWay(Mutiny.Session session, Instant now) {
        return session.createSelectionQuery(
                        "from MaintenanceRow where completed = false and startsAt <= :now and endsAt > :now order by"
                                + " id",
                        MaintenanceRow.class)
                .setParameter("now", now)
                .getResultList()
                .map(rows -> rows.stream().map(this::read).toList());
    }

    private Maintenance read(MaintenanceRow row) {
        try {
            return new Maintenance(
                    row.id,
                    row.accountId,
                    row.locationId,
                    json.readValue(row.groupIds, IDS),
                    json.readValue(row.serverIds, IDS),
                    row.startsAt,
                    row.endsAt,
                    row.completed);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the ids that were written, maintenance=" + row.id, e);
        }
    }

    String write(List<String> idsOfOneKind) {
        try {
            return json.writeValueAsString(idsOfOneKind);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected ids that can be written as JSON", e);
        }
    }
}
