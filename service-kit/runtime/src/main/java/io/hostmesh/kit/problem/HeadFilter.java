package io.hostmesh.kit.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a request whose path, query or header fields are too large or no URI, before anybody takes them apart. */
@ApplicationScoped
class HeadFilter {

    /** Before every other filter, the gateway's included. */
    private static final int FIRST = 2000;

    private final RequestHead bounds;
    private final EarlyAnswers answers;

    HeadFilter(
            @ConfigProperty(name = "hostmesh.http.longest-uri-characters") int longestUriCharacters,
            @ConfigProperty(name = "hostmesh.http.most-header-bytes") int mostHeaderBytes,
            EarlyAnswers answers) {
        this.bounds = new RequestHead(longestUriCharacters, mostHeaderBytes);
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Problem> wrong = bounds.problem(request.uri(), request.headers());
        if (wrong.isEmpty()) {
            context.next();
            return;
        }
        answers.answer(request, wrong.get()).end(answers.text(wrong.get()));
        request.resume();
    }
}
