package io.hostmesh.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.correlation.RequestId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers requests that are refused before anything else begins with them. */
@ApplicationScoped
class EarlyAnswers {

    private final ObjectMapper json;
    private final RequestId requestId;

    EarlyAnswers(ObjectMapper json, RequestId requestId) {
        this.json = json;
        this.requestId = requestId;
    }

    HttpServerResponse answer(HttpServerRequest request, Problem problem) {
        return request.response()
                .setStatusCode(problem.status())
                .putHeader(RequestId.HEADER, requestId.of(request.getHeader(RequestId.HEADER)))
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    }

    String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a problem that can be written as JSON", e);
        }
    }
}
