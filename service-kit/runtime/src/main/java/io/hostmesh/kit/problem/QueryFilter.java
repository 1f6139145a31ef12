package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses parameters that what is read does not have: a list that ignored a misspelled one would show more than was asked for. What is
 * sent may come with parameters of its sender. No object has a control character in its id, and no database keeps U+0000.
 */
class QueryFilter {

    private final Map<Method, Set<String>> parameters = new ConcurrentHashMap<>();

    /** What a PUT makes is checked by its resource. */
    @ServerRequestFilter
    void refuseImpossibleIds(ContainerRequestContext request) {
        if (!request.getMethod().equals(HttpMethod.PUT)
                && request.getUriInfo().getPathParameters().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(id -> id.chars().anyMatch(Character::isISOControl))) {
            throw Problems.refusal(CommonProblem.NOT_FOUND, "There is nothing at this path.");
        }
    }

    @ServerRequestFilter
    void refuseUnknown(ContainerRequestContext request, ResourceInfo resource) {
        Map<String, List<String>> asked = request.getUriInfo().getQueryParameters();
        if (asked.isEmpty() || !request.getMethod().equals(HttpMethod.GET)) {
            return;
        }
        Set<String> known = parameters.computeIfAbsent(resource.getResourceMethod(), QueryFilter::parameters);
        List<FieldError> wrong = new ArrayList<>();
        asked.forEach((name, values) -> {
            if (!known.contains(name)) {
                wrong.add(new FieldError(name, message(known)));
            } else if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
                wrong.add(new FieldError(name, "must not have the character U+0000 in it"));
            }
        });
        if (!wrong.isEmpty()) {
            throw Problems.invalid(wrong);
        }
    }

    private static String message(Set<String> known) {
        return known.isEmpty() ? "is not known; there are no parameters here" : UnreadableJson.unknown(known.stream());
    }

    private static Set<String> parameters(Method method) {
        return Arrays.stream(method.getParameters())
                .flatMap(QueryFilter::declared)
                .filter(element -> element.isAnnotationPresent(QueryParam.class))
                .map(element -> element.getAnnotation(QueryParam.class).value())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<? extends AnnotatedElement> declared(Parameter parameter) {
        return parameter.isAnnotationPresent(BeanParam.class)
                ? Arrays.stream(parameter.getType().getDeclaredFields())
                : Stream.of(parameter);
    }
}
