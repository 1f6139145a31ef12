package io.hostmesh.gateway.proxy;

import io.hostmesh.gateway.audit.Auditor;
import io.hostmesh.gateway.identity.ServerScope;
import io.hostmesh.gateway.limit.Allowance;
import io.hostmesh.gateway.limit.Limits;
import io.hostmesh.kit.correlation.RequestId;
import io.hostmesh.kit.event.Failures;
import io.hostmesh.kit.identity.Authenticator;
import io.hostmesh.kit.problem.Problem;
import io.hostmesh.kit.problem.ProblemException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Every call of the public API comes through here, in this order: correlation, size, identity, limit, scope, route. The
 * request is paused before the first step that may wait, so that no part of its body is lost.
 */
@ApplicationScoped
class Door {

    private static final Logger LOG = Logger.getLogger(Door.class);
    /** Before anything that Quarkus itself does to a request. */
    private static final int FIRST = 1000;

    private static final String ACTING_FOR = "Hostmesh-Account";
    private static final Problem NOTHING_HERE = Problem.of("not-found", 404, "There is nothing at this path.");

    private final Authenticator authenticator;
    private final Limits limits;
    private final StreamingProxy proxy;
    private final Auditor auditor;
    private final Answers answers;
    private final RequestId requestId;
    private final long maxBodyBytes;

    Door(
            Authenticator authenticator,
            Limits limits,
            StreamingProxy proxy,
            Auditor auditor,
            Answers answers,
            RequestId requestId,
            ProxySettings settings) {
        this.authenticator = authenticator;
        this.limits = limits;
        this.proxy = proxy;
        this.auditor = auditor;
        this.answers = answers;
        this.requestId = requestId;
        this.maxBodyBytes = settings.maxBodyBytes();
    }

    void open(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        boolean isDisguised = path == null || Routes.isDisguised(path);
        if (!isDisguised && !Routes.isPublicApi(path)) {
            context.next();
            return;
        }
        request.pause();
        String correlationId = requestId.of(request.getHeader(RequestId.HEADER));
        request.headers().set(RequestId.HEADER, correlationId);
        request.response().putHeader(RequestId.HEADER, correlationId);
        if (isDisguised) {
            refuse(request, NOTHING_HERE);
            return;
        }
        if ("websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            refuse(request, Problem.of("upgrade-refused", 400, "The API has no WebSockets; /v1/events is a stream."));
            return;
        }
        if (Answers.contentLength(request) > maxBodyBytes) {
            refuse(request, bodyTooLarge(maxBodyBytes));
            return;
        }
        authenticator
                .authenticate(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(ACTING_FOR))
                .subscribe()
                .with(
                        caller -> admit(context, new Call(request, correlationId, caller)),
                        failure -> unidentified(request, correlationId, failure));
    }

    private void unidentified(HttpServerRequest request, String correlationId, Throwable failure) {
        if (!(failure instanceof ProblemException refusal)) {
            if (Failures.isTransient(failure)) {
                LOG.warnf("caller not looked up correlationId=%s cause=%s", correlationId, failure);
            } else {
                LOG.errorf(failure, "caller not looked up correlationId=%s", correlationId);
            }
            refuse(request, Problem.of("unavailable", 503, "The caller cannot be looked up. Repeat the call later."));
            return;
        }
        if (refusal.problem().status() == 401 && request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            Allowance allowance = limits.takeRefused(request.remoteAddress().hostAddress());
            if (!allowance.allowed()) {
                refuseForNow(request, allowance, 429);
                return;
            }
        }
        refuse(request, refusal.problem());
    }

    private void admit(RoutingContext context, Call call) {
        HttpServerRequest request = call.request();
        if (request.response().closed()) {
            return;
        }
        Allowance allowance = limits.take(call.caller(), call.isDelivery());
        request.response()
                .putHeader("RateLimit-Policy", allowance.policyHeader())
                .putHeader("RateLimit", allowance.limitHeader());
        if (!allowance.allowed()) {
            refuseForNow(request, allowance, call.isDelivery() ? 503 : 429);
            return;
        }
        Route route = Routes.of(call.path());
        if (!ServerScope.permits(call.caller(), call.method(), call.path())) {
            refuseAudited(
                    call,
                    Problem.of(
                            "outside-server-scope",
                            403,
                            "A server's token can push metrics, ask for its own group to grow and open a ticket."));
        } else if (route instanceof Route.To service) {
            proxy.forward(call, service.upstream());
        } else if (route instanceof Route.Here) {
            request.resume();
            context.next();
        } else {
            refuse(request, NOTHING_HERE);
        }
    }

    private void refuseAudited(Call call, Problem problem) {
        if (!call.isAudited()) {
            refuse(call.request(), problem);
            return;
        }
        auditor.keep(call.answered(problem.status()))
                .subscribe()
                .with(
                        kept -> refuse(call.request(), problem),
                        // Nothing was done, so nothing that matters is missing.
                        failure -> {
                            LOG.warnf("refusal not audited correlationId=%s cause=%s", call.correlationId(), failure);
                            refuse(call.request(), problem);
                        });
    }

    /** Senders of metrics and alerts repeat what was answered with 503; what was answered with 429, most of them drop. */
    private void refuseForNow(HttpServerRequest request, Allowance allowance, int status) {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(allowance.retryAfterSeconds()));
        refuse(
                request,
                Problem.of("too-many-requests", status, "The limit of this caller is reached. Repeat the call later."));
    }

    private void refuse(HttpServerRequest request, Problem problem) {
        answers.refuse(request, problem, maxBodyBytes);
    }

    static Problem bodyTooLarge(long maxBodyBytes) {
        return Problem.of("body-too-large", 413, "Expected a body of at most " + maxBodyBytes + " bytes.");
    }
}
