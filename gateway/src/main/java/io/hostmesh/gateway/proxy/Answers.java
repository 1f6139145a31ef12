package io.hostmesh.gateway.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers that the gateway gives without asking anyone. */
@ApplicationScoped
class Answers {

    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private final ObjectMapper json;

    Answers(ObjectMapper json) {
        this.json = json;
    }

    Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a problem that can be written as JSON", e);
        }
    }

    /**
     * Ends the call with a problem.
     *
     * @param request paused; what is left of its body is read away if it is small enough, otherwise the connection closes
     * @param maxBodyBytes what is small enough
     */
    void refuse(HttpServerRequest request, Problem problem, long maxBodyBytes) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.status() == UNAUTHORIZED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.status() == UNAVAILABLE) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        boolean closes = !isBodyAtMost(request, maxBodyBytes) && request.version() != HttpVersion.HTTP_2;
        if (closes) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(body(problem)).onComplete(sent -> {
            if (closes) {
                request.connection().close();
            }
        });
        if (!closes) {
            request.resume();
        }
    }

    private static boolean isBodyAtMost(HttpServerRequest request, long maxBodyBytes) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return false;
        }
        return contentLength(request) <= maxBodyBytes;
    }

    /** The announced length of the body; 0 where none is announced. */
    static long contentLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
