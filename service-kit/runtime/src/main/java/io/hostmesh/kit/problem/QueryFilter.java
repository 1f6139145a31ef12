package io.hostmesh.kit.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.problem.ParameterTypes.WrongParameter;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.smallrye.mutiny.Multi;
import jakarta.validation.Validator;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ParamConverter;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses parameters that what is read does not have: a list that ignored a misspelled one would show more than was asked for. What is
 * sent may come with parameters of its sender. No object has a control character in its id, and no database keeps U+0000.
 */
class QueryFilter {

    /** Of a request: the parameters that there are not, which are refused with all else that is wrong. */
    private static final String UNKNOWN = QueryFilter.class.getName() + ".unknown";

    private final Map<Method, Map<String, Known>> parameters = new ConcurrentHashMap<>();
    private final Validator validator;
    private final ObjectMapper json;

    QueryFilter(Validator validator, ObjectMapper json) {
        this.validator = validator;
        this.json = json;
    }

    /**
     * A parameter of a query.
     *
     * @param field of a bean of parameters; null for one of a method
     * @param converter null for a text
     */
    private record Known(@Nullable Field field, @Nullable ParamConverter<?> converter) {

        static Known of(AnnotatedElement declared) {
            return declared instanceof Field field
                    ? new Known(field, converter(field.getType(), field))
                    : new Known(null, converter(((Parameter) declared).getType(), declared));
        }

        private static @Nullable ParamConverter<?> converter(Class<?> type, AnnotatedElement declared) {
            return new ParameterTypes().getConverter(type, type, declared.getAnnotations());
        }

        Object read(String text) {
            return converter == null ? text : converter.fromString(text);
        }
    }

    /** What a PUT makes is checked by its resource; what is in another object is not made. */
    @ServerRequestFilter
    void refuseImpossibleIds(ContainerRequestContext request) {
        Map<String, List<String>> ids = request.getUriInfo().getPathParameters();
        if ((!request.getMethod().equals(HttpMethod.PUT) || ids.size() > 1)
                && ids.values().stream().flatMap(List::stream).anyMatch(id -> id.chars()
                        .anyMatch(Character::isISOControl))) {
            throw Problems.refusal(CommonProblem.NOT_FOUND, "There is nothing at this path.");
        }
    }

    /** Where there is none of these, the resource names what is wrong. */
    @ServerRequestFilter
    void refuseUnknown(ContainerRequestContext request, ResourceInfo resource) {
        Map<String, List<String>> asked = request.getUriInfo().getQueryParameters();
        if (asked.isEmpty() || !request.getMethod().equals(HttpMethod.GET)) {
            return;
        }
        Map<String, Known> known = parameters.computeIfAbsent(resource.getResourceMethod(), QueryFilter::parameters);
        List<FieldError> unknown = new ArrayList<>();
        List<FieldError> wrong = new ArrayList<>();
        List<FieldError> outOfRange = new ArrayList<>();
        asked.forEach((name, values) -> {
            Known parameter = known.get(name);
            if (parameter == null) {
                unknown.add(new FieldError(name, message(known.keySet())));
            } else if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
                wrong.add(new FieldError(name, "must not have the character U+0000 in it"));
            } else {
                try {
                    violations(parameter.field(), parameter.read(values.get(0)))
                            .forEach(message -> outOfRange.add(new FieldError(name, message)));
                } catch (WrongParameter unreadable) {
                    wrong.add(unreadable.error());
                }
            }
        });
        boolean streams = resource.getResourceMethod().getReturnType() == Multi.class;
        if (!wrong.isEmpty() || (streams && !unknown.isEmpty())) {
            throw Problems.invalid(
                    Stream.of(unknown, wrong, outOfRange).flatMap(List::stream).toList());
        }
        request.setProperty(UNKNOWN, unknown);
    }

    /** What the resource finds wrong is named too; where that is nothing, its answer is not given. */
    @ServerResponseFilter
    @SuppressWarnings("unchecked") // It was set above.
    void addUnknown(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        List<FieldError> unknown = (List<FieldError>) request.getProperty(UNKNOWN);
        List<FieldError> found = unknown == null || unknown.isEmpty() ? null : found(response);
        if (unknown == null || found == null) {
            return;
        }
        Problem all = Problems.invalidRequest(
                Stream.concat(unknown.stream(), found.stream()).toList());
        response.setStatus(all.status());
        response.getHeaders().remove(HttpHeaders.ETAG);
        response.setEntity(json.writeValueAsString(all), new Annotation[0], MediaType.valueOf(Problem.MEDIA_TYPE));
    }

    /** The fields that an answer says are wrong; null for a refusal for another reason, which stays. */
    private @Nullable List<FieldError> found(ContainerResponseContext response) throws IOException {
        int status = response.getStatus();
        if (status < Status.BAD_REQUEST.getStatusCode() || status == CommonProblem.NOT_FOUND.status()) {
            return List.of();
        }
        if (status != CommonProblem.INVALID_REQUEST.status()) {
            return null;
        }
        Problem problem = json.readValue(String.valueOf(response.getEntity()), Problem.class);
        boolean invalid =
                problem.type().equals(CommonProblem.INVALID_REQUEST.problem("").type());
        return invalid ? Objects.requireNonNullElse(problem.errors(), List.of()) : null;
    }

    private Stream<String> violations(@Nullable Field field, Object value) {
        return field == null
                ? Stream.of()
                : validator.validateValue(field.getDeclaringClass(), field.getName(), value).stream()
                        .map(violation -> violation.getMessage());
    }

    private static String message(Set<String> known) {
        return known.isEmpty() ? "is not known; there are no parameters here" : UnreadableJson.unknown(known.stream());
    }

    private static Map<String, Known> parameters(Method method) {
        return Arrays.stream(method.getParameters())
                .flatMap(QueryFilter::declared)
                .filter(element -> element.isAnnotationPresent(QueryParam.class))
                .collect(Collectors.toUnmodifiableMap(
                        element -> element.getAnnotation(QueryParam.class).value(), Known::of));
    }

    private static Stream<? extends AnnotatedElement> declared(Parameter parameter) {
        return parameter.isAnnotationPresent(BeanParam.class)
                ? Arrays.stream(parameter.getType().getDeclaredFields())
                : Stream.of(parameter);
    }
}
