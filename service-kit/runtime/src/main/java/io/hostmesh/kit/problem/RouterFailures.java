package io.hostmesh.kit.problem;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers with a problem where a request is refused before any filter and resource: Quarkus would in a form of its own. */
@ApplicationScoped
class RouterFailures {

    private final EarlyAnswers answers;

    RouterFailures(EarlyAnswers answers) {
        this.answers = answers;
    }

    void register(@Observes Router router) {
        router.route().failureHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean isBad = context.statusCode() == CommonProblem.BAD_REQUEST.status();
        if (!isBad || context.failure() == null || request.response().headWritten()) {
            context.next();
            return;
        }
        Problem problem = CommonProblem.BAD_REQUEST.problem(
                String.valueOf(context.failure().getMessage()));
        answers.answer(request, problem).end(answers.text(problem));
    }
}
