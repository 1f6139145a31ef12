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
 * sent may come with parameters of its sender.
 */
class QueryFilter {

    private final Map<Method, Set<String>> parameters = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void refuseUnknown(ContainerRequestContext request, ResourceInfo resource) {
        Set<String> asked = request.getUriInfo().getQueryParameters().keySet();
        if (asked.isEmpty() || !request.getMethod().equals(HttpMethod.GET)) {
            return;
        }
        Set<String> known = parameters.computeIfAbsent(resource.getResourceMethod(), QueryFilter::parameters);
        List<FieldError> wrong = asked.stream()
                .filter(name -> !known.contains(name))
                .map(name -> new FieldError(name, message(known)))
                .toList();
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
