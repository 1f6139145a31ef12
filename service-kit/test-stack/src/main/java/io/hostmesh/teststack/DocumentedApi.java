package io.hostmesh.teststack;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A service's OpenAPI document, to be executed: each operation's example is sent, and its answer compared with the example's.
 * Ids of examples stand for those that the service gave: what was created by one example is what the next one is about.
 */
public final class DocumentedApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("[a-z]{3,8}_[A-Za-z0-9_-]+");
    private static final String PROBLEM = "application/problem+json";
    private static final String RESPONSE = "response";
    private static final String JSON_BODY = "application/json";
    private static final int BAD_REQUEST = 400;
    /** A field that no body has. */
    private static final String UNKNOWN = "nothing";

    private final Map<String, JsonNode> operations = new TreeMap<>();
    private final Map<String, String> idsOfExamples = new LinkedHashMap<>();
    private final RequiredFields required;
    private final Set<String> maps;
    private final Set<String> optional;

    private DocumentedApi(JsonNode document, Set<String> maps, Set<String> optional) {
        this.required = new RequiredFields(document);
        this.maps = maps;
        this.optional = optional;
        document.path("paths").properties().forEach(path -> {
            if (path.getKey().startsWith("/v1/")) {
                path.getValue().properties().forEach(operation -> {
                    if (operation.getValue().has("responses")) {
                        operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue());
                    }
                });
            }
        });
    }

    /**
     * Asks the service under test for its document.
     *
     * @param maps the names of fields whose value is an object with any names in it
     * @param optional the names of fields that are there at some times only
     */
    public static DocumentedApi read(Set<String> maps, Set<String> optional) {
        return new DocumentedApi(
                parse(given().get("/q/openapi?format=json")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()),
                maps,
                optional);
    }

    /** Each operation: a method and a path. */
    public Set<String> operations() {
        return operations.keySet();
    }

    /** Every problem that is documented, by the last part of its type, with its example. */
    public Map<String, JsonNode> problems() {
        Map<String, JsonNode> problems = new TreeMap<>();
        operations.values().forEach(operation -> operation.path("responses").forEach(response -> response.path(
                        "content")
                .path(PROBLEM)
                .path("examples")
                .properties()
                .forEach(example ->
                        problems.put(example.getKey(), example.getValue().path("value")))));
        return problems;
    }

    /** An AssertionError unless the answer is that problem, as its example is. */
    public void requireProblem(String problem, Response answer) {
        JsonNode example = example("problems", problem, problems().getOrDefault(problem, MissingNode.getInstance()));
        for (String field : List.of("type", "title", "status")) {
            String expected = example.path(field).asText();
            if (!expected.equals(String.valueOf(answer.<Object>path(field)))) {
                throw new AssertionError(
                        problem + ": expected the " + field + " " + expected + ", got " + answer.asString());
            }
        }
        if (example.path("status").asInt() != answer.statusCode()
                || !answer.contentType().startsWith(PROBLEM)
                || example.has("errors") != (answer.path("errors") != null)) {
            throw new AssertionError(problem + ": expected an answer like " + example + ", got " + answer.statusCode()
                    + " " + answer.contentType() + " " + answer.asString());
        }
    }

    /** True if the operation's documentation tells of that problem. */
    public boolean refuses(String operation, String problem) {
        for (JsonNode response : described(operation).path("responses")) {
            if (response.path("content").path(PROBLEM).path("examples").has(problem)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode described(String operation) {
        JsonNode described = operations.get(operation);
        if (described == null) {
            throw new AssertionError("expected " + operation + " in the document");
        }
        return described;
    }

    /** From now on that id of examples, or a time or another text in them, stands for this one. */
    public void stands(String ofExamples, String now) {
        idsOfExamples.put(ofExamples, now);
    }

    /** What an id of the examples stands for. */
    public String id(String idOfExamples) {
        String id = idsOfExamples.get(idOfExamples);
        if (id == null) {
            throw new AssertionError("expected an answer so far with an id for " + idOfExamples);
        }
        return id;
    }

    /**
     * Sends the example of that operation, or one after the other where it has several.
     *
     * @return the answer to the last one
     * @throws AssertionError where an answer is not as its example is
     */
    public Response execute(String operation, String authorization) {
        JsonNode described = described(operation);
        if (!described.has("requestBody")) {
            return send(operation, authorization, RESPONSE, request -> {});
        }
        String mediaType = mediaType(operation, described.path("requestBody").path("content"));
        JsonNode examples =
                described.path("requestBody").path("content").path(mediaType).path("examples");
        example(operation, "request", examples.path("request"));
        Response answer = null;
        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            JsonNode body = example.getValue().path("value");
            String text = substituted(body.isTextual() ? body.asText() : body.toString());
            answer = send(operation, authorization, example.getKey(), request -> request.contentType(mediaType)
                    .body(text));
        }
        return Objects.requireNonNull(answer, "expected an example");
    }

    /**
     * Sends a request with a body that cannot be shown as text, whose operation therefore has no example of it.
     *
     * @throws AssertionError where the answer is not as its example is
     */
    public Response execute(String operation, String authorization, Consumer<RequestSpecification> body) {
        if (!described(operation).path("requestBody").findPath("examples").isMissingNode()) {
            throw new AssertionError(operation + ": expected no example of a binary body");
        }
        return send(operation, authorization, RESPONSE, body);
    }

    /**
     * Sends the examples of that operation without one field that must be there, once for each, and a body with none, empty
     * and with a field that cannot be read.
     *
     * @throws AssertionError where the answer does not name that field, or names one that need not be there
     */
    public void refuseIncomplete(String operation, String authorization) {
        JsonNode media =
                described(operation).path("requestBody").path("content").path(JSON_BODY);
        media.path("examples").forEach(example -> required.eachMissing(media.path("schema"), example.path("value"))
                .forEach((field, body) -> {
                    Set<String> named = named(operation, authorization, body);
                    if (!named.contains(field)) {
                        throw new AssertionError(
                                operation + " without " + field + ": expected it to be named, got " + named);
                    }
                }));
        Set<String> needed = new TreeSet<>(required.of(media.path("schema")));
        if (!needed.isEmpty()) {
            requireNamed(operation, authorization, JSON.createObjectNode(), needed);
            needed.add(UNKNOWN);
            requireNamed(operation, authorization, JSON.createObjectNode().put(UNKNOWN, 1), needed);
        }
    }

    private void requireNamed(String operation, String authorization, JsonNode body, Set<String> expected) {
        Set<String> named = named(operation, authorization, body);
        if (!named.equals(expected)) {
            throw new AssertionError(
                    operation + " with " + body + ": expected " + expected + " to be named, got " + named);
        }
    }

    /** Sends that operation without a body, or with one that is no object, where one must be there; an AssertionError unless that is said. */
    public void refuseNoBody(String operation, String authorization) {
        if (!described(operation).path("requestBody").path("required").asBoolean()) {
            return;
        }
        for (String none : List.of("", " ", "null", "[]")) {
            Response answer =
                    request(operation, described(operation), authorization, request -> request.contentType(JSON_BODY)
                            .body(none));
            if (answer.statusCode() != BAD_REQUEST
                    || !answer.<String>path("detail").startsWith("Expected a body")) {
                throw new AssertionError(operation + " with the body \"" + none
                        + "\": expected to be told that one is needed, got " + answer.statusCode() + " "
                        + answer.asString());
            }
        }
    }

    /**
     * Sends the examples of that operation with null in each field that may be null, and a field that there is not.
     *
     * @throws AssertionError where another field than that one is refused
     */
    public void takeNulls(String operation, String authorization) {
        JsonNode media =
                described(operation).path("requestBody").path("content").path(JSON_BODY);
        media.path("examples").forEach(example -> {
            ObjectNode body = (ObjectNode) required.withNulls(media.path("schema"), example.path("value"));
            requireNamed(operation, authorization, body.put(UNKNOWN, 1), Set.of(UNKNOWN));
        });
    }

    /** The fields that the refusal of that body names. */
    private Set<String> named(String operation, String authorization, JsonNode body) {
        Response answer =
                request(operation, described(operation), authorization, request -> request.contentType(JSON_BODY)
                        .body(substituted(body.toString())));
        List<String> fields = answer.statusCode() == BAD_REQUEST ? answer.path("errors.field") : null;
        if (fields == null) {
            throw new AssertionError(operation + " with " + body + ": expected its fields to be refused, got "
                    + answer.statusCode() + " " + answer.asString());
        }
        return new TreeSet<>(fields);
    }

    /** JSON, or the only other one. */
    private static String mediaType(String operation, JsonNode content) {
        if (content.has(JSON_BODY)) {
            return JSON_BODY;
        }
        if (content.size() != 1) {
            throw new AssertionError(operation + ": expected one kind of body, got " + content);
        }
        return content.fieldNames().next();
    }

    private Response send(String operation, String authorization, String name, Consumer<RequestSpecification> body) {
        JsonNode described = described(operation);
        Response response = request(operation, described, authorization, body);
        compare(operation, described, name, response);
        return response;
    }

    private Response request(
            String operation, JsonNode described, String authorization, Consumer<RequestSpecification> body) {
        String[] methodAndPath = operation.split(" ", 2);
        String path = methodAndPath[1];
        RequestSpecification request = given().header("Authorization", authorization);
        for (JsonNode parameter : described.path("parameters")) {
            String parameterName = parameter.path("name").asText();
            if (parameter.path("in").asText().equals("path")) {
                path = path.replace(
                        "{" + parameterName + "}",
                        example(operation, "parameter " + parameterName, parameter.path("example"))
                                .asText());
            } else if (parameter.path("in").asText().equals("query") && parameter.has("example")) {
                request.queryParam(
                        parameterName, substituted(parameter.path("example").asText()));
            }
        }
        body.accept(request);
        return request.request(methodAndPath[0], substituted(path));
    }

    /** An answer's example has the name of its request's, where there is one with that name. */
    private void compare(String operation, JsonNode described, String name, Response response) {
        String status = Integer.toString(response.statusCode());
        if (!status.startsWith("2") || !described.path("responses").has(status)) {
            throw new AssertionError(
                    operation + ": expected a documented success, got " + status + " " + response.asString());
        }
        described.path("responses").path(status).path("headers").fieldNames().forEachRemaining(header -> {
            if (response.header(header) == null) {
                throw new AssertionError(operation + ": expected the header " + header);
            }
        });
        JsonNode content = described.path("responses").path(status).path("content");
        if (content.isEmpty()) {
            if (!response.asString().isEmpty()) {
                throw new AssertionError(operation + ": expected no body, got " + response.asString());
            }
            return;
        }
        JsonNode media = content.path(response.contentType().split(";", 2)[0]);
        JsonNode examples = media.path("examples");
        JsonNode example = example(
                operation,
                RESPONSE,
                examples.path(examples.has(name) ? name : RESPONSE).path("value"));
        JsonNode actual = example.isTextual() ? TextNode.valueOf(response.asString()) : parse(response.asString());
        sameShape(operation + ":", example, actual, false);
    }

    /** An AssertionError unless the answer is like that operation's example of that name. */
    public void requireAnswer(String operation, String name, Response answer) {
        compare(operation, described(operation), name, answer);
    }

    /** The body of an operation's example. */
    public JsonNode request(String operation) {
        JsonNode content = described(operation).path("requestBody").path("content");
        JsonNode body = content.path(JSON_BODY).path("examples").path("request").path("value");
        return parse(substituted(example(operation, "request", body).toString()));
    }

    private static JsonNode example(String operation, String what, JsonNode example) {
        if (example.isMissingNode()) {
            throw new AssertionError(operation + ": expected an example of its " + what);
        }
        return example;
    }

    private void sameShape(String at, JsonNode example, JsonNode actual, boolean isMap) {
        if (example.isNull() || actual.isNull()) {
            return; // What it would be otherwise cannot be told.
        }
        if (!kind(example).equals(kind(actual))) {
            throw new AssertionError(at + " expected " + kind(example) + " as " + example + ", got " + actual);
        }
        if (example.isTextual()) {
            learn(example.asText(), actual.asText());
        } else if (example.isArray() && !example.isEmpty() && !actual.isEmpty()) {
            sameShape(at + "[0]", example.get(0), actual.get(0), false);
        } else if (example.isObject() && !isMap) {
            Set<String> expected = names(example);
            Set<String> got = names(actual);
            if (!expected.equals(got)) {
                throw new AssertionError(at + " expected " + expected + ", got " + actual);
            }
            expected.forEach(
                    name -> sameShape(at + "." + name, example.get(name), actual.get(name), maps.contains(name)));
            optional.stream()
                    .filter(name -> example.has(name) && actual.has(name))
                    .forEach(name -> sameShape(at + "." + name, example.get(name), actual.get(name), false));
        }
    }

    /** Without those that are there at some times only. */
    private Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(optional);
        return names;
    }

    private static String kind(JsonNode node) {
        return node.isNumber() ? "NUMBER" : node.getNodeType().name();
    }

    private void learn(String example, String actual) {
        if (ID.matcher(example).matches() && ID.matcher(actual).matches()) {
            idsOfExamples.putIfAbsent(example, actual);
        }
    }

    private String substituted(String text) {
        String substituted = text;
        for (Map.Entry<String, String> id : idsOfExamples.entrySet()) {
            substituted = substituted.replace(id.getKey(), id.getValue());
        }
        return substituted;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("expected JSON, got " + text, e);
        }
    }
}
