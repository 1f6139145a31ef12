package io.hostmesh.kit.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponse;
import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponses;
import static org.eclipse.microprofile.openapi.OASFactory.createComponents;
import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createExample;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.openapi.Examples.Example;
import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.ProblemType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Adds to each operation under {@code /v1} every problem that it can answer with, and the examples of the service. Problems
 * follow from the operation's parameters, and are declared by annotations ({@link io.hostmesh.kit.problem.DeclaresProblems})
 * where they do not.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ProblemsAndExamples implements OASFilter {

    private static final String API = "/v1/";
    private static final String SCHEMA = "#/components/schemas/";
    private static final String PROBLEM = "Problem";
    private static final String FIELD_ERROR = "FieldError";
    private static final String DEFAULT = "default";
    private static final String PROTOBUF = "application/x-protobuf";

    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    /** What belongs to no operation: the request did not get as far as one. */
    private static final List<ProblemType> ELSEWHERE = List.of(
            CommonProblem.METHOD_NOT_ALLOWED,
            CommonProblem.NOT_ACCEPTABLE,
            CommonProblem.BODY_TOO_LARGE,
            CommonProblem.URI_TOO_LONG,
            CommonProblem.HEADERS_TOO_LARGE,
            CommonProblem.BAD_REQUEST);

    private final Declared declared;

    public ProblemsAndExamples(IndexView index) {
        this.declared = new Declared(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        Examples examples = Examples.read();
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(API)) {
                item.getOperations().forEach((method, operation) -> {
                    String name = method + " " + path;
                    keepProblemsToRefusals(operation);
                    Example example = examples.of(name);
                    if (example != null) {
                        show(example, operation);
                    }
                    refuse(operation, problems(name, path, operation));
                });
            }
        });
        Components components = document.getComponents() == null ? createComponents() : document.getComponents();
        document.components(components.addSchema(PROBLEM, problemSchema()).addSchema(FIELD_ERROR, fieldErrorSchema()));
    }

    /** A method that may return problems as well declares their media type for whatever it returns. */
    private static void keepProblemsToRefusals(Operation operation) {
        if (operation.getResponses() != null) {
            operation.getResponses().getAPIResponses().values().stream()
                    .map(APIResponse::getContent)
                    .filter(Objects::nonNull)
                    .forEach(content -> content.removeMediaType(Problem.MEDIA_TYPE));
        }
    }

    private Set<ProblemType> problems(String name, String path, Operation operation) {
        Set<ProblemType> problems = new LinkedHashSet<>(declared.of(name));
        problems.add(CommonProblem.UNAUTHORIZED);
        if (operation.getRequestBody() != null
                && isText(operation.getRequestBody().getContent())) {
            problems.addAll(List.of(CommonProblem.INVALID_REQUEST, CommonProblem.UNSUPPORTED_MEDIA_TYPE));
            if (operation.getRequestBody().getContent().hasMediaType(MediaType.APPLICATION_JSON)) {
                problems.add(CommonProblem.MALFORMED_JSON);
            }
        }
        if (name.startsWith("GET ")) {
            problems.add(CommonProblem.INVALID_REQUEST); // for a parameter that there is not
        }
        if (path.contains("{") && !name.startsWith("PUT ")) {
            problems.add(CommonProblem.NOT_FOUND);
        }
        for (Parameter parameter :
                operation.getParameters() == null ? List.<Parameter>of() : operation.getParameters()) {
            if (parameter.getIn() == Parameter.In.QUERY) {
                problems.add(CommonProblem.INVALID_REQUEST);
            } else if ("If-Match".equals(parameter.getName())) {
                problems.add(CommonProblem.PRECONDITION_FAILED);
            } else if ("Idempotency-Key".equals(parameter.getName())) {
                problems.addAll(List.of(CommonProblem.INVALID_REQUEST, CommonProblem.IDEMPOTENCY_KEY_REUSED));
            }
        }
        problems.addAll(List.of(CommonProblem.INTERNAL_ERROR, CommonProblem.UNAVAILABLE));
        return problems;
    }

    /** What takes protocols of others, which are binary, answers by them and declares its problems itself. */
    private static boolean isText(Content content) {
        return content.getMediaTypes().keySet().stream().noneMatch(ProblemsAndExamples::isBinary);
    }

    private static boolean isBinary(String mediaType) {
        return mediaType.startsWith(PROTOBUF);
    }

    private static void refuse(Operation operation, Collection<ProblemType> problems) {
        Map<String, List<ProblemType>> byStatus = problems.stream()
                .collect(Collectors.groupingBy(
                        problem -> Integer.toString(problem.status()), TreeMap::new, Collectors.toList()));
        byStatus.put(DEFAULT, ELSEWHERE);
        APIResponses responses = operation.getResponses() == null ? createAPIResponses() : operation.getResponses();
        byStatus.forEach(
                (status, types) -> responses.addAPIResponse(status, refusal(types, responses.getAPIResponse(status))));
        operation.setResponses(responses);
    }

    /** A refusal with one of those problems, or in the way that the operation itself describes for that status. */
    private static APIResponse refusal(List<ProblemType> types, @Nullable APIResponse described) {
        var media = createMediaType().schema(createSchema().ref(SCHEMA + PROBLEM));
        types.forEach(type -> media.addExample(
                type.id(), createExample().summary(type.description()).value(example(type))));
        String description = types.stream()
                .map(type -> "`" + type.id() + "`: " + type.description())
                .collect(Collectors.joining("\n\n"));
        APIResponse response = described == null
                ? createAPIResponse().content(createContent()).description(description)
                : described.description(described.getDescription() + "\n\n" + description);
        return response.content((response.getContent() == null ? createContent() : response.getContent())
                .addMediaType(Problem.MEDIA_TYPE, media));
    }

    private static Map<String, Object> example(ProblemType type) {
        Problem problem = type.problem(type.exampleDetail());
        return JSON.convertValue(
                type.exampleErrors().isEmpty() ? problem : problem.withErrors(type.exampleErrors()),
                new TypeReference<>() {});
    }

    private static void show(Example example, Operation operation) {
        if (operation.getParameters() != null && example.parameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> example.parameters().containsKey(parameter.getName()))
                    .forEach(parameter ->
                            parameter.setExample(example.parameters().get(parameter.getName())));
        }
        if (operation.getRequestBody() != null && example.request() != null) {
            Content content = operation.getRequestBody().getContent();
            each(content, "request", example.request());
            if (example.requests() != null) {
                example.requests().forEach((name, body) -> each(content, name, body));
            }
        }
        APIResponse answer = answer(operation, Integer.toString(example.status()));
        if (example.response() == null) {
            answer.setContent(null);
            return;
        }
        each(answer.getContent(), "response", example.response());
        if (example.others() != null) {
            example.others().forEach((name, body) -> each(answer.getContent(), name, body));
        }
    }

    /** The one response that is no refusal, with that status. */
    private static APIResponse answer(Operation operation, String status) {
        APIResponses responses = operation.getResponses();
        String guessed = responses.getAPIResponses().keySet().stream()
                .filter(other -> other.startsWith("2"))
                .findFirst()
                .orElse(status);
        APIResponse answer = responses.hasAPIResponse(guessed)
                ? responses.getAPIResponse(guessed)
                : createAPIResponse().description("Done.");
        responses.removeAPIResponse(guessed);
        responses.addAPIResponse(status, answer);
        return answer;
    }

    private static void each(Content content, String name, Object body) {
        content.getMediaTypes().forEach((mediaType, media) -> {
            if (!isBinary(mediaType)) {
                media.addExample(name, createExample().value(body));
            }
        });
    }

    private static Schema problemSchema() {
        return createSchema()
                .addType(SchemaType.OBJECT)
                .description("What went wrong, as RFC 9457 problem details.")
                .addProperty("type", text("A stable URI for this kind of problem."))
                .addProperty("title", text("The kind in words."))
                .addProperty("status", createSchema().addType(SchemaType.INTEGER))
                .addProperty("detail", text("This occurrence in words."))
                .addProperty(
                        "errors",
                        createSchema()
                                .addType(SchemaType.ARRAY)
                                .addType(SchemaType.NULL)
                                .items(createSchema().ref(SCHEMA + FIELD_ERROR))
                                .description("Each field that was wrong, where it is about fields."))
                .required(List.of("type", "title", "status", "detail"));
    }

    private static Schema fieldErrorSchema() {
        return createSchema()
                .addType(SchemaType.OBJECT)
                .addProperty("field", text("A path such as `targetTracking.target`."))
                .addProperty("message", text("What would be right."))
                .required(List.of("field", "message"));
    }

    private static Schema text(String description) {
        return createSchema().addType(SchemaType.STRING).description(description);
    }
}
