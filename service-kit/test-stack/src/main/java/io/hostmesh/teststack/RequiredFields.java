package io.hostmesh.teststack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an OpenAPI document says must be in a body. */
final class RequiredFields {

    private static final String REFERENCE = "#";

    private final JsonNode document;

    RequiredFields(JsonNode document) {
        this.document = document;
    }

    /** Those of an object with that schema. */
    List<String> of(JsonNode schema) {
        List<String> names = new ArrayList<>();
        for (JsonNode part : parts(schema)) {
            part.path("required").forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    /** The body without one field that must be there, at any depth; once for each, by the path of the field. */
    Map<String, JsonNode> eachMissing(JsonNode schema, JsonNode body) {
        Map<String, JsonNode> incomplete = new LinkedHashMap<>();
        for (String name : of(schema)) {
            if (body.has(name)) {
                ObjectNode rest = body.deepCopy();
                rest.remove(name);
                incomplete.put(name, rest);
            }
        }
        Map<String, JsonNode> properties = properties(schema);
        body.properties().forEach(field -> {
            JsonNode of = properties.getOrDefault(field.getKey(), schema.path("none"));
            inside(of, field.getValue())
                    .forEach((path, rest) -> incomplete.put(
                            field.getKey() + (path.startsWith("[") ? "" : ".") + path,
                            ((ObjectNode) body.deepCopy()).set(field.getKey(), rest)));
        });
        return incomplete;
    }

    /** The body with null in the place of each field that it has not and that may be null, at any depth. */
    JsonNode withNulls(JsonNode schema, JsonNode body) {
        if (body instanceof ObjectNode object) {
            ObjectNode filled = object.deepCopy();
            properties(schema).forEach((name, property) -> {
                if (object.has(name)) {
                    filled.set(name, withNulls(property, object.get(name)));
                } else if (mayBeNull(property)) {
                    filled.putNull(name);
                }
            });
            return filled;
        }
        if (body instanceof ArrayNode list) {
            ArrayNode filled = list.deepCopy().removeAll();
            list.forEach(item -> filled.add(withNulls(schema.path("items"), item)));
            return filled;
        }
        return body;
    }

    private boolean mayBeNull(JsonNode schema) {
        return parts(schema).stream()
                .anyMatch(part -> part.path("type").toString().contains("\"null\""));
    }

    private Map<String, JsonNode> inside(JsonNode schema, JsonNode value) {
        if (value.isObject()) {
            return eachMissing(schema, value);
        }
        Map<String, JsonNode> incomplete = new LinkedHashMap<>();
        if (value.isArray() && !value.isEmpty()) {
            inside(schema.path("items"), value.get(0)).forEach((path, rest) -> {
                ArrayNode list = value.deepCopy();
                list.set(0, rest);
                incomplete.put("[0]." + path, list);
            });
        }
        return incomplete;
    }

    private Map<String, JsonNode> properties(JsonNode schema) {
        Map<String, JsonNode> properties = new HashMap<>();
        for (JsonNode part : parts(schema)) {
            part.path("properties").properties().forEach(each -> properties.put(each.getKey(), each.getValue()));
        }
        return properties;
    }

    /** The schema, and each that it refers to or is made of. */
    private List<JsonNode> parts(JsonNode schema) {
        List<JsonNode> parts = new ArrayList<>(List.of(schema));
        if (schema.has("$ref")) {
            parts.addAll(parts(document.at(schema.get("$ref").asText().replace(REFERENCE, ""))));
        }
        for (String composed : List.of("allOf", "anyOf")) {
            schema.path(composed).forEach(part -> parts.addAll(parts(part)));
        }
        return parts;
    }
}
