package io.hostmesh.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One OpenAPI 3.1 document out of the services' own. Paths under {@code /v1} are taken. A schema that two services define
 * alike is one schema; where they differ, the later one carries its service's name, and so do the references to it.
 */
final class DocumentMerge {

    private static final String REFERENCE = "$ref";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String API_PATHS = "/v1/";
    private static final String SECURITY_SCHEME = "bearer";

    private final ObjectMapper json;
    private final Map<String, JsonNode> paths = new TreeMap<>();
    private final Map<String, JsonNode> schemas = new TreeMap<>();
    private final Map<String, JsonNode> tags = new TreeMap<>();

    DocumentMerge(ObjectMapper json) {
        this.json = json;
    }

    /** Adds a service's document. A path that an earlier service has stays that service's. */
    void add(String service, JsonNode document) {
        JsonNode defined = document.path("components").path("schemas");
        Map<String, String> renamed = new HashMap<>();
        defined.properties().forEach(schema -> {
            JsonNode known = schemas.get(schema.getKey());
            if (known != null && !known.equals(schema.getValue())) {
                renamed.put(SCHEMAS + schema.getKey(), SCHEMAS + nameFor(service, schema.getKey()));
            }
        });
        defined.properties().forEach(schema -> {
            String reference = renamed.getOrDefault(SCHEMAS + schema.getKey(), SCHEMAS + schema.getKey());
            schemas.putIfAbsent(reference.substring(SCHEMAS.length()), withReferences(schema.getValue(), renamed));
        });
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().startsWith(API_PATHS)) {
                paths.putIfAbsent(path.getKey(), withReferences(path.getValue(), renamed));
            }
        });
        document.path("tags").forEach(tag -> tags.putIfAbsent(tag.path("name").asText(), tag));
    }

    /**
     * The whole document.
     *
     * @param server the address of the API
     * @param missing services whose document could not be had
     */
    JsonNode document(String server, List<String> missing) {
        ObjectNode document = json.createObjectNode();
        document.put("openapi", "3.1.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Hostmesh");
        info.put("version", "1");
        info.put("description", description(missing));
        document.putArray("servers").addObject().put("url", server);
        document.putArray("security").addObject().putArray(SECURITY_SCHEME);
        if (!tags.isEmpty()) {
            document.putArray("tags").addAll(tags.values());
        }
        ObjectNode allPaths = document.putObject("paths");
        paths.forEach((path, operations) -> allPaths.set(path, withoutOwnSecurity(operations)));
        ObjectNode components = document.putObject("components");
        ObjectNode allSchemas = components.putObject("schemas");
        schemas.forEach(allSchemas::set);
        components
                .putObject("securitySchemes")
                .putObject(SECURITY_SCHEME)
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "An API key (hmk_...), or a server's own token for what a server may do.");
        ArrayNode away = document.putArray("x-hostmesh-missing-services");
        missing.forEach(away::add);
        return document;
    }

    private static String description(List<String> missing) {
        String all = "Servers, monitoring, billing and support in one API.";
        return missing.isEmpty()
                ? all
                : all + " Not complete: these services could not be asked: " + String.join(", ", missing) + ".";
    }

    private static String nameFor(String service, String schema) {
        return Character.toUpperCase(service.charAt(0)) + service.substring(1) + schema;
    }

    private static JsonNode withoutOwnSecurity(JsonNode operations) {
        operations.forEach(operation -> {
            if (operation instanceof ObjectNode one) {
                one.remove("security");
            }
        });
        return operations;
    }

    private JsonNode withReferences(JsonNode node, Map<String, String> renamed) {
        if (node.isArray()) {
            ArrayNode copy = json.createArrayNode();
            node.forEach(element -> copy.add(withReferences(element, renamed)));
            return copy;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode copy = json.createObjectNode();
        node.properties().forEach(field -> {
            boolean isReference =
                    field.getKey().equals(REFERENCE) && field.getValue().isTextual();
            copy.set(
                    field.getKey(),
                    isReference
                            ? TextNode.valueOf(renamed.getOrDefault(
                                    field.getValue().asText(), field.getValue().asText()))
                            : withReferences(field.getValue(), renamed));
        });
        return copy;
    }
}
