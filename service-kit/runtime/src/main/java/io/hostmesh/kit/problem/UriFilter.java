package io.hostmesh.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.correlation.RequestId;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Refuses a path or query that is no URI, such as one with a stray percent sign, before anybody takes it apart. */
@ApplicationScoped
class UriFilter {

    /** Before every other filter, the gateway's included. */
    private static final int FIRST = 2000;

    private final ObjectMapper json;
    private final RequestId requestId;

    UriFilter(ObjectMapper json, RequestId requestId) {
        this.json = json;
        this.requestId = requestId;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Problem> wrong = problem(request.uri());
        if (wrong.isEmpty()) {
            context.next();
            return;
        }
        request.response()
                .setStatusCode(wrong.get().status())
                .putHeader(RequestId.HEADER, requestId.of(request.getHeader(RequestId.HEADER)))
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(text(wrong.get()));
        request.resume();
    }

    /** What is wrong with the path and query of a request, or nothing. */
    static Optional<Problem> problem(String uri) {
        try {
            new URI(uri);
            return Optional.empty();
        } catch (URISyntaxException wrong) {
            return Optional.of(
                    CommonProblem.INVALID_REQUEST.problem("Expected a path and a query as in RFC 3986, but found '"
                            + wrong.getReason() + "' at character " + (wrong.getIndex() + 1)
                            + "; a percent sign itself is written as %25."));
        }
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a problem that can be written as JSON", e);
        }
    }
}
