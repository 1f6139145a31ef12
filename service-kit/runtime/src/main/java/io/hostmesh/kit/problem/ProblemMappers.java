package io.hostmesh.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.hostmesh.kit.event.Failures;
import io.hostmesh.kit.problem.ParameterTypes.WrongParameter;
import io.hostmesh.kit.problem.Problem.FieldError;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns what a request fails with into problem details. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_ACCEPTABLE = 406;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    /** All that JAX-RS says of a header field that it cannot read. */
    private static final String UNREADABLE = "HTTP 400 Bad Request";

    private static final int LONGEST_HEADER_SHOWN = 100;

    private final ObjectMapper json;
    private final AllowedMethods methods;

    ProblemMappers(ObjectMapper json, AllowedMethods methods) {
        this.json = json;
        this.methods = methods;
    }

    @ServerExceptionMapper
    Response problem(ProblemException refusal) {
        return response(refusal.problem());
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException violations) {
        return response(Problems.invalidRequest(errors(violations.getConstraintViolations())));
    }

    static List<FieldError> errors(Set<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation -> new FieldError(field(violation), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .toList();
    }

    @ServerExceptionMapper
    Response unreadable(MismatchedInputException mismatch) {
        return response(UnreadableJson.problem(mismatch));
    }

    /** Also what a parameter of the wrong type fails with, by JAX-RS; a cause tells. */
    @ServerExceptionMapper
    Response unknownPath(NotFoundException notFound) {
        if (notFound.getCause() instanceof WrongParameter wrong) {
            return response(Problems.invalidRequest(List.of(wrong.error())));
        }
        if (notFound.getCause() != null) {
            return response(CommonProblem.INVALID_REQUEST.problem("A parameter has a value of the wrong type."));
        }
        return response(CommonProblem.NOT_FOUND.problem("There is nothing at this path."));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure, ContainerRequestContext request) {
        if (failure.getCause() instanceof JsonProcessingException unreadable) {
            return response(UnreadableJson.problem(unreadable));
        }
        int status = failure.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(failure);
        }
        return response(Problem.of(typeOf(status).id(), status, detail(status, request, failure)));
    }

    /** What was expected: JAX-RS says no more than the status. */
    private String detail(int status, ContainerRequestContext request, WebApplicationException failure) {
        return switch (status) {
            case METHOD_NOT_ALLOWED ->
                "Expected one of "
                        + String.join(", ", methods.of(request.getUriInfo().getPath())) + " at this path, but found "
                        + request.getMethod() + ".";
            case NOT_ACCEPTABLE ->
                "Expected Accept to name what is answered here, which is application/json as a rule, but found "
                        + shown(request.getHeaderString(HttpHeaders.ACCEPT)) + ".";
            case UNSUPPORTED_MEDIA_TYPE ->
                "Expected a body of what is read here, which is application/json as a rule, but found Content-Type "
                        + shown(request.getHeaderString(HttpHeaders.CONTENT_TYPE)) + ".";
            default ->
                UNREADABLE.equals(failure.getMessage())
                        ? "Expected header fields as in RFC 9110, but one, such as Accept or Content-Type, cannot be read."
                        : String.valueOf(failure.getMessage());
        };
    }

    private static String shown(@Nullable String header) {
        return header == null
                ? "none"
                : "'" + header.substring(0, Math.min(header.length(), LONGEST_HEADER_SHOWN)) + "'";
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure) {
        if (Failures.isTransient(failure)) {
            LOG.warnf("request refused, an outage cause=%s", failure);
            return response(Problems.unavailable("A part of the service is away; repeat the request later.")
                    .problem());
        }
        if (Failures.isUnstorableText(failure)) {
            return response(CommonProblem.INVALID_REQUEST.problem("A text has the character U+0000 in it."));
        }
        LOG.errorf(failure, "request failed");
        return response(CommonProblem.INTERNAL_ERROR.problem("This is a fault of the service; it is in its log."));
    }

    private Response response(Problem problem) {
        try {
            Response.ResponseBuilder response =
                    Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(json.writeValueAsString(problem));
            if (problem.status() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()) {
                response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
            if (problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
                response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            }
            return response.build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a problem that can be written as JSON", e);
        }
    }

    /** The path of the violation without the resource's method and the name of its parameter for the body. */
    private static String field(ConstraintViolation<?> violation) {
        List<String> properties = new ArrayList<>();
        String last = "";
        for (Path.Node node : violation.getPropertyPath()) {
            String index = node.getIndex() == null ? "" : "[" + node.getIndex() + "]";
            last = String.valueOf(node.getName());
            if (node.getKind() == ElementKind.PROPERTY) {
                properties.add((properties.isEmpty() ? "" : index.isEmpty() ? "." : index + ".") + last);
            }
        }
        return properties.isEmpty() ? last : String.join("", properties);
    }

    private static ProblemType typeOf(int status) {
        return switch (status) {
            case METHOD_NOT_ALLOWED -> CommonProblem.METHOD_NOT_ALLOWED;
            case UNSUPPORTED_MEDIA_TYPE -> CommonProblem.UNSUPPORTED_MEDIA_TYPE;
            case NOT_ACCEPTABLE -> CommonProblem.NOT_ACCEPTABLE;
            default -> CommonProblem.BAD_REQUEST;
        };
    }
}
