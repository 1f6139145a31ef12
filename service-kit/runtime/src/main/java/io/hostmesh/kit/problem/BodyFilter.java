package io.hostmesh.kit.problem;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a body that says itself that it is too large, with a problem: Quarkus would answer without a word. */
@ApplicationScoped
class BodyFilter {

    /** After the gateway's door, which has a bound of its own for what it passes on, and before Quarkus' own bound. */
    private static final int LAST = 100;

    private final long mostBytes;
    private final EarlyAnswers answers;

    BodyFilter(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most, EarlyAnswers answers) {
        this.mostBytes = most.asLongValue();
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, LAST);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (announced(request) <= mostBytes) {
            context.next();
            return;
        }
        Problem problem = CommonProblem.BODY_TOO_LARGE.problem("Expected a body of at most " + mostBytes + " bytes.");
        boolean closes = request.version() != HttpVersion.HTTP_2;
        if (closes) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        answers.answer(request, problem).end(answers.text(problem)).onComplete(sent -> {
            if (closes) {
                request.connection().close();
            }
        });
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
