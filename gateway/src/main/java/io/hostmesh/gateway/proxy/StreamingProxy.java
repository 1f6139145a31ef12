package io.hostmesh.gateway.proxy;

import io.hostmesh.gateway.audit.AuditProblem;
import io.hostmesh.gateway.audit.Auditor;
import io.hostmesh.gateway.identity.InternalTokens;
import io.hostmesh.kit.problem.Problem;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Streams a call to a service and its answer back, without holding either as a whole. */
@ApplicationScoped
class StreamingProxy {

    private static final Logger LOG = Logger.getLogger(StreamingProxy.class);
    private static final ProxyOptions NO_UPGRADES = new ProxyOptions().setSupportWebSocket(false);

    private final ProxySettings settings;
    private final InternalTokens tokens;
    private final Auditor auditor;
    private final Answers answers;
    private final HttpClient client;
    private final Map<Upstream, RequestOptions> origins = new EnumMap<>(Upstream.class);

    StreamingProxy(Vertx vertx, ProxySettings settings, InternalTokens tokens, Auditor auditor, Answers answers) {
        this.settings = settings;
        this.tokens = tokens;
        this.auditor = auditor;
        this.answers = answers;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setMaxWaitQueueSize(settings.waitingCallsPerService())
                        .setConnectTimeout((int) settings.connectTimeout().toMillis())
                        .setKeepAliveTimeout(30)
                        .setDecompressionSupported(false)
                        .setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(settings.connectionsPerService()));
        for (Upstream upstream : Upstream.values()) {
            URI address = settings.upstream().of(upstream);
            origins.put(
                    upstream,
                    new RequestOptions()
                            .setHost(address.getHost())
                            .setPort(address.getPort() < 0 ? 80 : address.getPort())
                            .setConnectTimeout(settings.connectTimeout().toMillis())
                            .setIdleTimeout(settings.silenceTimeout().toMillis()));
        }
    }

    void close(@Observes ShutdownEvent stopping) {
        client.close();
    }

    /** Hands a paused call to that service. */
    void forward(Call call, Upstream upstream) {
        HttpProxy.reverseProxy(NO_UPGRADES, client)
                // A failure of the request is a failure of its response too, which is where it is answered.
                .origin(context -> context.client()
                        .request(new RequestOptions(origins.get(upstream)))
                        .map(request -> request.exceptionHandler(failure -> {})))
                .addInterceptor(new Forwarding(call, upstream))
                .handle(call.request());
    }

    /** What is done to one call on its way. */
    private final class Forwarding implements ProxyInterceptor {

        private final Call call;
        private final Upstream upstream;
        private final BoundedBody body;

        Forwarding(Call call, Upstream upstream) {
            this.call = call;
            this.upstream = upstream;
            this.body = new BoundedBody(call.request(), settings.maxBodyBytes());
        }

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            long length = context.request().getBody().length();
            context.request().setBody(Body.body(body, length));
            context.request().setURI(Routes.inService(call.request().uri()));
            if (context.request().headers().contains(HttpHeaders.EXPECT)) {
                // The gateway wants the body: it has let the call in.
                context.request().headers().remove(HttpHeaders.EXPECT);
                call.request().response().writeContinue();
            }
            Headers.toService(context.request().headers(), tokens.tokenFor(call.caller()), call.correlationId());
            return context.sendRequest()
                    .recover(failure -> isRepeatable(failure) ? repeat(context) : Future.failedFuture(failure))
                    .recover(failure -> {
                        ProxyResponse answer = context.request().release().response();
                        return Future.succeededFuture(replace(answer, problemOf(failure)));
                    });
        }

        /** A kept connection can break just when it is used again; a call that only reads is sent once more. */
        private boolean isRepeatable(Throwable failure) {
            boolean isReading = call.method().equals("GET") || call.method().equals("HEAD");
            boolean isBroken = failure instanceof HttpClosedException || failure instanceof StreamResetException;
            return isReading && isBroken && !call.request().response().closed();
        }

        private Future<ProxyResponse> repeat(ProxyContext context) {
            context.request().setBody(Body.body(Buffer.buffer()));
            return context.sendRequest();
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            Headers.toClient(context.response().headers());
            if (!call.isAudited()) {
                return context.sendResponse();
            }
            Promise<Void> kept = Promise.promise();
            auditor.keep(call.answered(context.response().getStatusCode()))
                    .subscribe()
                    .with(done -> kept.complete(), kept::fail);
            return kept.future()
                    .recover(failure -> {
                        LOG.errorf(
                                failure,
                                "call not audited correlationId=%s path=%s",
                                call.correlationId(),
                                call.path());
                        replace(context.response().release(), AuditProblem.unavailable());
                        return Future.succeededFuture();
                    })
                    .compose(done -> context.sendResponse());
        }

        private Problem problemOf(Throwable failure) {
            if (body.isExceeded()) {
                call.request()
                        .response()
                        .bodyEndHandler(sent -> call.request().connection().close());
                return Door.bodyTooLarge(settings.maxBodyBytes());
            }
            LOG.warnf(
                    "service did not answer service=%s correlationId=%s cause=%s",
                    upstream.serviceName(), call.correlationId(), failure);
            if (failure instanceof TimeoutException) {
                return Problem.of(
                        "service-timeout",
                        504,
                        "The " + upstream.serviceName() + " service did not answer in time. The call may have had its"
                                + " effect: repeat it with the same Idempotency-Key.");
            }
            return Problem.of(
                    "service-unavailable",
                    503,
                    "The " + upstream.serviceName() + " service is away at the moment. Repeat the call later.");
        }

        private ProxyResponse replace(ProxyResponse answer, Problem problem) {
            answer.setStatusCode(problem.status());
            answer.setStatusMessage(null);
            answer.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
            if (problem.status() == 503) {
                answer.putHeader(HttpHeaders.RETRY_AFTER, "1");
            }
            return answer.setBody(Body.body(answers.body(problem)));
        }
    }
}
