package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.page.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads alerts for those who look. */
@ApplicationScoped
class AlertStore {

    /** Null means any. That a location is silent concerns every account. */
    record Filter(
            @Nullable String account,
            Alert.@Nullable State state,
            @Nullable Kind kind,
            @Nullable String group,
            @Nullable String server) {}

    /** The newest first: ids sort by the time of their making. */
    Uni<List<Alert>> list(Mutiny.Session session, Filter filter, PageRequest page) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        put(wanted, "state", filter.state());
        put(wanted, "kind", filter.kind());
        put(wanted, "groupId", filter.group());
        put(wanted, "serverId", filter.server());
        StringBuilder query = new StringBuilder("from Alert where true = true");
        if (filter.account() != null) {
            query.append(" and (accountId = :account or locationId is not null)");
        }
        wanted.keySet()
                .forEach(field ->
                        query.append(" and ").append(field).append(" = :").append(field));
        String after = page.after();
        if (after != null) {
            query.append(" and id < :after");
        }
        Mutiny.SelectionQuery<Alert> selection = session.createSelectionQuery(
                        query.append(" order by id desc").toString(), Alert.class)
                .setMaxResults(page.queryLimit());
        wanted.forEach(selection::setParameter);
        if (filter.account() != null) {
            selection.setParameter("account", filter.account());
        }
        if (after != null) {
            selection.setParameter("after", after);
        }
        return selection.getResultList();
    }

    Uni<List<AlertTransition>> transitions(Mutiny.Session session, String alertId) {
        return session.createSelectionQuery(
                        "from AlertTransition where alertId = :alert order by id", AlertTransition.class)
                .setParameter("alert", alertId)
                .setMaxResults(100)
                .getResultList();
    }

    private static void put(Map<String, Object> wanted, String field, @Nullable Object value) {
        if (value != null) {
            wanted.put(field, value);
        }
    }
}
