package io.hostmesh.kit.transaction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Entities of one or several tables as the one statement that inserts them all, each table's in their order. Tables and columns are
 * those of their mapping; an insert of rows that come as JSON has one text and one plan however many they are.
 */
final class AddedRows {

    private final Map<String, ArrayNode> rowsOfTables = new LinkedHashMap<>();
    private final Map<String, List<String>> columnsOfTables = new LinkedHashMap<>();

    AddedRows(SharedSessionContractImplementor session, List<Object> entities) {
        entities.forEach(entity -> add(session, entity));
    }

    private void add(SharedSessionContractImplementor session, Object entity) {
        EntityPersister mapping = session.getFactory().getMappingMetamodel().getEntityDescriptor(entity.getClass());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        mapping.getIdentifierMapping()
                .decompose(
                        mapping.getIdentifier(entity, session),
                        (index, value, column) -> values.put(column.getSelectionExpression(), stored(value, column)),
                        session);
        mapping.forEachAttributeMapping(attribute -> attribute.decompose(
                attribute.getValue(entity),
                (index, value, column) -> values.put(column.getSelectionExpression(), stored(value, column)),
                session));
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        values.forEach((column, value) -> put(row, column, value));
        columnsOfTables.putIfAbsent(mapping.getTableName(), List.copyOf(values.keySet()));
        rowsOfTables
                .computeIfAbsent(mapping.getTableName(), first -> JsonNodeFactory.instance.arrayNode())
                .add(row);
    }

    /** The value that the mapping stores for it. */
    private static @Nullable Object stored(@Nullable Object value, SelectableMapping column) {
        return value instanceof Enum<?> constant
                        && column.getJdbcMapping().getJdbcType().isStringLike()
                ? constant.name()
                : column.getJdbcMapping().convertToRelationalValue(value);
    }

    /** With a parameter for each table, in which its rows are. */
    String statement() {
        List<String> inserts = new ArrayList<>();
        columnsOfTables.forEach((table, columns) -> {
            String names = String.join(", ", columns);
            inserts.add("insert into " + table + " (" + names + ") select " + names
                    + " from json_populate_recordset(null::" + table + ", $" + (inserts.size() + 1)
                    + "::text::json)");
        });
        StringBuilder statement = new StringBuilder();
        for (int each = 0; each < inserts.size() - 1; each++) {
            statement
                    .append(each == 0 ? "with " : ", ")
                    .append("added_")
                    .append(each)
                    .append(" as (")
                    .append(inserts.get(each))
                    .append(")");
        }
        return statement
                .append(statement.isEmpty() ? "" : " ")
                .append(inserts.get(inserts.size() - 1))
                .toString();
    }

    Object[] parameters() {
        return rowsOfTables.values().stream().map(ArrayNode::toString).toArray();
    }

    /** As PostgreSQL reads a column's value from JSON. */
    private static void put(ObjectNode row, String column, @Nullable Object value) {
        if (value == null) {
            row.putNull(column);
        } else if (value instanceof String || value instanceof UUID) {
            row.put(column, value.toString());
        } else if (value instanceof Instant time) {
            row.put(column, time.truncatedTo(ChronoUnit.MICROS).toString());
        } else if (value instanceof byte[] bytes) {
            row.put(column, "\\x" + HexFormat.of().formatHex(bytes));
        } else if (value instanceof Boolean truth) {
            row.put(column, truth);
        } else if (value instanceof BigDecimal number) {
            row.put(column, number);
        } else if (value instanceof Number number && !(number instanceof Double) && !(number instanceof Float)) {
            row.put(column, number.longValue());
        } else {
            throw new IllegalStateException("expected a value that can be added as JSON in column " + column + ", got "
                    + value.getClass().getName());
        }
    }
}
