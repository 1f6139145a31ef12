package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.monitoring.label.LabelMatcher;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads alerts for those who look. */
@ApplicationScoped
class AlertStore {

    /** Null means any; what is pending has to be asked for. That a location is silent concerns every account. */
    record Filter(
            @Nullable String account,
            Alert.@Nullable State state,
            @Nullable Kind kind,
            @Nullable String group,
            @Nullable String server,
            List<LabelMatcher> matchers) {}

    /** So many alerts are matched for one page before it ends early. */
    private static final int MATCHED_FOR_A_PAGE = 2_000;

    private static final int MATCHED_AT_ONCE = 200;

    private final AlertJson json;

    AlertStore(AlertJson json) {
        this.json = json;
    }

    /** The newest first: ids sort by the time of their making. */
    Uni<Page<Alert>> list(Mutiny.Session session, Filter filter, PageRequest page) {
        if (filter.matchers().isEmpty()) {
            return list(session, filter, page.after(), page.queryLimit())
                    .map(alerts -> Page.of(alerts, page, alert -> alert.id));
        }
        return matching(session, filter, page, page.after(), new ArrayList<>(), 0);
    }

    /** Matchers are no matter of the database, so it is asked until the page is full, or for long enough. */
    private Uni<Page<Alert>> matching(
            Mutiny.Session session,
            Filter filter,
            PageRequest page,
            @Nullable String after,
            List<Alert> matching,
            int matched) {
        return list(session, filter, after, MATCHED_AT_ONCE).chain(alerts -> {
            for (Alert alert : alerts) {
                if (LabelMatcher.all(filter.matchers(), alert.facts(json).labels())) {
                    matching.add(alert);
                }
                if (matching.size() == page.queryLimit()) {
                    return Uni.createFrom().item(Page.of(matching, page, found -> found.id));
                }
            }
            if (alerts.size() < MATCHED_AT_ONCE) {
                return Uni.createFrom().item(new Page<>(List.copyOf(matching), null));
            }
            String last = alerts.get(alerts.size() - 1).id;
            if (matched + alerts.size() >= MATCHED_FOR_A_PAGE) {
                return Uni.createFrom().item(new Page<>(List.copyOf(matching), PageRequest.cursorAfter(last)));
            }
            return matching(session, filter, page, last, matching, matched + alerts.size());
        });
    }

    private Uni<List<Alert>> list(Mutiny.Session session, Filter filter, @Nullable String after, int limit) {
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
        if (filter.state() == null) {
            query.append(" and state <> PENDING");
        }
        if (after != null) {
            query.append(" and id < :after");
        }
        Mutiny.SelectionQuery<Alert> selection = session.createSelectionQuery(
                        query.append(" order by id desc").toString(), Alert.class)
                .setMaxResults(limit);
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
