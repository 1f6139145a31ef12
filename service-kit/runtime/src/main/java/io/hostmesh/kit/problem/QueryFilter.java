package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.ParameterTypes.WrongParameter;
import io.hostmesh.kit.problem.Problem.FieldError;
import jakarta.validation.Validator;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.ParamConverter;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
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
import org.jspecify.annotations.Nullable;

/**
 * Refuses parameters that what is read does not have: a list that ignored a misspelled one would show more than was asked for. What is
 * sent may come with parameters of its sender. No object has a control character in its id, and no database keeps U+0000.
 */
class QueryFilter {

    private final Map<Method, Map<String, Known>> parameters = new ConcurrentHashMap<>();
    private final Validator validator;

    QueryFilter(Validator validator) {
        this.validator = validator;
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
        List<FieldError> wrong = new ArrayList<>();
        List<FieldError> outOfRange = new ArrayList<>();
        asked.forEach((name, values) -> {
            Known parameter = known.get(name);
            if (parameter == null) {
                wrong.add(new FieldError(name, message(known.keySet())));
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
        if (!wrong.isEmpty()) {
            wrong.addAll(outOfRange);
            throw Problems.invalid(wrong);
        }
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
