package io.hostmesh.kit.problem;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Says in the header {@code Allow} which methods a path has, where another one was refused (RFC 9110 asks for that) and where it was
 * asked for. What answers otherwise knows the methods of whole resources only.
 */
@Singleton
class AllowedMethods {

    private static final int METHOD_NOT_ALLOWED = 405;

    private final List<Operation> operations = new ArrayList<>();

    private record Operation(Pattern path, String method) {}

    AllowedMethods(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null) {
                for (Method method : bean.getBeanClass().getDeclaredMethods()) {
                    add(root, method);
                }
            }
        }
    }

    private void add(Path root, Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                operations.add(new Operation(pattern(root, method.getAnnotation(Path.class)), verb.value()));
            }
        }
    }

    /** Of what stands in braces the name does not matter; where there is no expression, it is all up to the next slash. */
    private static Pattern pattern(Path root, @Nullable Path rest) {
        String path = ("/" + root.value() + "/" + (rest == null ? "" : rest.value()) + "/?").replaceAll("/+", "/");
        return Pattern.compile(
                path.replaceAll("\\{\\s*\\w+\\s*}", "[^/]+").replaceAll("\\{\\s*\\w+\\s*:\\s*(.*?)\\s*}", "$1"));
    }

    /** Those of the path, in alphabetical order; none where there is no such path. */
    Set<String> of(String path) {
        Set<String> allowed = new TreeSet<>();
        for (Operation operation : operations) {
            if (operation.path().matcher(path).matches()) {
                allowed.add(operation.method());
            }
        }
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
        }
        if (!allowed.isEmpty()) {
            allowed.add(HttpMethod.OPTIONS);
        }
        return allowed;
    }

    @ServerResponseFilter
    void allow(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == METHOD_NOT_ALLOWED || request.getMethod().equals(HttpMethod.OPTIONS)) {
            Set<String> allowed = of(request.getUriInfo().getPath());
            if (!allowed.isEmpty()) {
                response.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", allowed));
            }
        }
    }
}
