package io.hostmesh.provisioning.label;

import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.query.AnyOf;
import io.hostmesh.provisioning.label.Selector.Requirement;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What the rows of a list must be, as SQL with parameters. Texts of requests become parameters only. */
public final class Conditions {

    private final StringBuilder sql;
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    /** @param always a condition that every row must meet */
    public Conditions(String always) {
        sql = new StringBuilder(always);
    }

    /** The column has that value; null does not narrow. */
    public Conditions equal(String column, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(column).append(" = ").append(parameter(value));
        }
        return this;
    }

    /** The column has one of those values, of which there is at least one. */
    public Conditions oneOf(String column, List<String> values) {
        sql.append(" and ")
                .append(column)
                .append(" in (")
                .append(parameter(values))
                .append(")");
        return this;
    }

    /** The column {@code labels} is selected. */
    public Conditions matching(Selector selector) {
        selector.requirements().forEach(this::matching);
        return this;
    }

    private void matching(Requirement requirement) {
        String value = "(cast(labels as jsonb) ->> cast(" + parameter(requirement.key()) + " as text))";
        sql.append(" and ");
        switch (requirement.operator()) {
            case IN ->
                sql.append(value)
                        .append(" in (")
                        .append(parameter(requirement.values()))
                        .append(")");
            case NOT_IN ->
                sql.append("(")
                        .append(value)
                        .append(" in (")
                        .append(parameter(requirement.values()))
                        .append(")) is not true");
            case EXISTS -> sql.append(value).append(" is not null");
            case ABSENT -> sql.append(value).append(" is null");
        }
    }

    private String parameter(Object value) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }

    /** A page of the table's rows that meet them, in the order of ids, and one row more where there is a next page. */
    public <R> Uni<List<R>> rows(Mutiny.Session session, String table, Class<R> type, PageRequest page) {
        return ids(session, table, page)
                .chain(ids -> ids.isEmpty()
                        ? Uni.createFrom().item(List.of())
                        : session.createQuery(
                                        "from " + type.getSimpleName() + " where any_of(id, :ids) order by id", type)
                                .setParameter("ids", AnyOf.text(ids))
                                .getResultList());
    }

    /** Ids alone, as rows of all columns would not be what was prepared for once a newer version has added one. */
    private Uni<List<String>> ids(Mutiny.Session session, String table, PageRequest page) {
        String after = page.after();
        String query = "select id from " + table + " where " + sql + (after == null ? "" : " and id > :after")
                + " order by id limit :limit";
        Mutiny.SelectionQuery<String> ids =
                session.createNativeQuery(query, String.class).setParameter("limit", page.queryLimit());
        if (after != null) {
            ids.setParameter("after", after);
        }
        parameters.forEach(ids::setParameter);
        return ids.getResultList();
    }
}
