package io.hostmesh.monitoring.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Attributes as labels. Keys that become one label have their values joined by a semicolon, in the order of the keys. */
final class AttributeLabels {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AttributeLabels() {}

    /** Adds a label for each attribute; a label that is there already and is no attribute gives way. */
    static void add(Map<String, String> labels, String prefix, List<KeyValue> attributes) {
        Map<String, String> own = new java.util.HashMap<>();
        attributes.stream().sorted(Comparator.comparing(KeyValue::getKey)).forEach(attribute -> {
            String name = SeriesNames.label(prefix + attribute.getKey());
            String value = text(attribute.getValue());
            if (!name.isEmpty() && !value.isEmpty()) {
                own.merge(name, value, (before, next) -> before + ";" + next);
            }
        });
        labels.putAll(own);
    }

    /** The value of that attribute as text; empty where there is none. */
    static String find(List<KeyValue> attributes, String key) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals(key)) {
                return text(attribute.getValue());
            }
        }
        return "";
    }

    static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> SeriesNames.number(value.getDoubleValue());
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            case ARRAY_VALUE, KVLIST_VALUE -> json(value).toString();
            case VALUE_NOT_SET -> "";
        };
    }

    private static JsonNode json(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE, BYTES_VALUE -> JSON.textNode(text(value));
            case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
            case INT_VALUE -> JSON.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> JSON.numberNode(value.getDoubleValue());
            case ARRAY_VALUE -> {
                ArrayNode array = JSON.arrayNode();
                value.getArrayValue().getValuesList().forEach(one -> array.add(json(one)));
                yield array;
            }
            case KVLIST_VALUE -> object(value.getKvlistValue());
            case VALUE_NOT_SET -> JSON.nullNode();
        };
    }

    private static ObjectNode object(KeyValueList list) {
        ObjectNode object = JSON.objectNode();
        list.getValuesList().stream()
                .sorted(Comparator.comparing(KeyValue::getKey))
                .forEach(entry -> object.set(entry.getKey(), json(entry.getValue())));
        return object;
    }
}
