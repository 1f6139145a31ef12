package io.hostmesh.kit.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Entities of one or several tables as the one statement that inserts or updates them all, each table's in their order. Tables and
 * columns are those of their mapping; a statement about rows that come as JSON has one text and one plan however many they are.
 */
final class AddedRows {

    private final SharedSessionContractImplementor session;
    private final Map<String, TableRows> added = new LinkedHashMap<>();
    private final Map<String, TableRows> changed = new LinkedHashMap<>();

    /**
     * @param added entities to insert
     * @param changed other entities, to update
     */
    AddedRows(SharedSessionContractImplementor session, Collection<?> added, Collection<?> changed) {
        this.session = session;
        added.forEach(this::add);
        changed.forEach(this::change);
    }

    private void add(Object entity) {
        EntityPersister mapping = mapping(entity);
        added.computeIfAbsent(mapping.getTableName(), table -> new TableRows(table, true))
                .write(session, mapping, entity);
    }

    private void change(Object entity) {
        EntityPersister mapping = mapping(entity);
        if (mapping.isVersioned()) {
            throw new IllegalArgumentException(
                    "expected a changed entity without an optimistic lock, got one of " + mapping.getEntityName());
        }
        changed.computeIfAbsent(mapping.getTableName(), table -> new TableRows(table, false))
                .write(session, mapping, entity);
    }

    private EntityPersister mapping(Object entity) {
        return session.getFactory().getMappingMetamodel().getEntityDescriptor(entity.getClass());
    }

    private Stream<TableRows> tables() {
        return Stream.concat(added.values().stream(), changed.values().stream());
    }

    /** With a parameter for each table, in which its rows are. */
    String statement() {
        List<String> statements = new ArrayList<>();
        tables().forEach(table -> statements.add(table.statement("$" + (statements.size() + 1))));
        StringBuilder all = new StringBuilder();
        for (int each = 0; each < statements.size() - 1; each++) {
            all.append(each == 0 ? "with " : ", ")
                    .append("written_")
                    .append(each)
                    .append(" as (")
                    .append(statements.get(each))
                    .append(")");
        }
        return all.append(all.isEmpty() ? "" : " ")
                .append(statements.get(statements.size() - 1))
                .toString();
    }

    Object[] parameters() {
        return tables().map(TableRows::json).toArray();
    }
}
