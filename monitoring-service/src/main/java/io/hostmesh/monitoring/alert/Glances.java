package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads the little of many alerts, without their evidence. */
@ApplicationScoped
class Glances {

    private static final String COLUMNS =
            "select id, accountId, kind, groupId, serverId, coalesce(locationId, serverLocationId), metric, labels,"
                    + " notice, flapping, version ";

    /** Those that {@code from} says; {@code after} is the parameter of that name, or null where there is none. */
    Uni<List<Glance>> list(Mutiny.Session session, String from, @Nullable String after, int limit) {
        Mutiny.SelectionQuery<Object[]> query =
                session.createSelectionQuery(COLUMNS + from, Object[].class).setMaxResults(limit);
        if (after != null) {
            query.setParameter("after", after);
        }
        return query.getResultList()
                .map(rows -> rows.stream().map(Glances::read).toList());
    }

    private static Glance read(Object[] row) {
        return new Glance(
                (String) row[0],
                (String) row[1],
                (Kind) row[2],
                (String) row[3],
                (String) row[4],
                (String) row[5],
                (String) row[6],
                (String) row[7],
                (String) row[8],
                (Boolean) row[9],
                (Long) row[10]);
    }
}
