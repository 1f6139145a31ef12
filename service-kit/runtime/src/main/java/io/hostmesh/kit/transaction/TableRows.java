package io.hostmesh.kit.transaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Rows of a table as JSON, and the statement that inserts them, or updates them by their id. */
final class TableRows {

    private static final JsonFactory JSON = new JsonFactory();

    private final String table;
    private final boolean added;
    private final Set<String> identifier = new LinkedHashSet<>();
    private final Set<String> others = new LinkedHashSet<>();
    private final StringWriter text = new StringWriter();
    private final JsonGenerator rows;

    /** @param added true for rows to insert, false for rows to update */
    TableRows(String table, boolean added) {
        this.table = table;
        this.added = added;
        try {
            rows = JSON.createGenerator(text);
            rows.writeStartArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(SharedSessionContractImplementor session, EntityPersister mapping, Object entity) {
        try {
            rows.writeStartObject();
            mapping.getIdentifierMapping()
                    .decompose(
                            mapping.getIdentifier(entity, session),
                            (index, value, column) -> write(identifier, column, value),
                            session);
            mapping.forEachAttributeMapping(attribute -> attribute.decompose(
                    attribute.getValue(entity), (index, value, column) -> write(others, column, value), session));
            rows.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Set<String> columns, SelectableMapping column, @Nullable Object value) {
        columns.add(column.getSelectionExpression());
        try {
            put(column.getSelectionExpression(), stored(value, column));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value that the mapping stores for it. */
    private static @Nullable Object stored(@Nullable Object value, SelectableMapping column) {
        return value instanceof Enum<?> constant
                        && column.getJdbcMapping().getJdbcType().isStringLike()
                ? constant.name()
                : column.getJdbcMapping().convertToRelationalValue(value);
    }

    /** As PostgreSQL reads a column's value from JSON, where what is left out is null. */
    private void put(String column, @Nullable Object value) throws IOException {
        if (value instanceof String || value instanceof UUID) {
            rows.writeStringField(column, value.toString());
        } else if (value instanceof Instant time) {
            rows.writeStringField(column, time.truncatedTo(ChronoUnit.MICROS).toString());
        } else if (value instanceof byte[] bytes) {
            rows.writeStringField(column, "\\x" + HexFormat.of().formatHex(bytes));
        } else if (value instanceof Boolean truth) {
            rows.writeBooleanField(column, truth);
        } else if (value instanceof BigDecimal number) {
            rows.writeNumberField(column, number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            rows.writeNumberField(column, number);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            rows.writeNumberField(column, ((Number) value).longValue());
        } else if (value != null) {
            throw new IllegalStateException("expected a value that can be written as JSON in column " + column
                    + ", got " + value.getClass().getName());
        }
    }

    String statement(String parameter) {
        String from = " from json_populate_recordset(null::" + table + ", " + parameter + "::text::json)";
        if (added) {
            String columns = String.join(", ", identifier) + ", " + String.join(", ", others);
            return "insert into " + table + " (" + columns + ") select " + columns + from;
        }
        return "update " + table + " set "
                + others.stream().map(column -> column + " = r." + column).collect(Collectors.joining(", "))
                + from + " r where "
                + identifier.stream()
                        .map(column -> table + "." + column + " = r." + column)
                        .collect(Collectors.joining(" and "));
    }

    String json() {
        try {
            rows.writeEndArray();
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
