package io.hostmesh.monitoring.outbound;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * HTTP calls to addresses that customers name. The name is resolved, its address checked and that address connected to; a
 * redirect is an answer like any other and never followed.
 */
@ApplicationScoped
public class OutboundHttp {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Vertx vertx;
    private final OutboundAddresses addresses;
    private final HttpClient client;

    OutboundHttp(Vertx vertx, OutboundAddresses addresses, OutboundSettings settings) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setMaxWaitQueueSize(settings.waitingCallsPerAddress())
                        .setDecompressionSupported(true)
                        .setVerifyHost(true)
                        .setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(settings.connectionsPerAddress()));
    }

    /**
     * What came back.
     *
     * @param status the HTTP status, whatever it is
     * @param contentType empty where the answer names none
     */
    public record Answer(int status, String contentType, Buffer body) {}

    void close(@Observes ShutdownEvent stopping) {
        client.close();
    }

    /**
     * Asks with GET.
     *
     * @param uri absolute, {@code http} or {@code https}
     * @param within for all of it: the name, the connection, the answer to its last byte
     * @param maximumBytes of the body after decompression; a longer one fails with an {@link OutboundRefusedException}
     */
    public Uni<Answer> get(URI uri, Map<String, String> headers, Duration within, int maximumBytes) {
        return addresses
                .resolve(uri.getHost())
                .chain(address -> Uni.createFrom()
                        .completionStage(() ->
                                ask(uri, address, headers, within, maximumBytes).toCompletionStage()))
                .ifNoItem()
                .after(within)
                .failWith(() ->
                        new OutboundRefusedException("there was no whole answer within " + within.toMillis() + " ms"));
    }

    private Future<Answer> ask(
            URI uri, InetAddress address, Map<String, String> headers, Duration within, int maximumBytes) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(path + query)
                .setConnectTimeout(within.toMillis())
                .setTimeout(within.toMillis())
                .setFollowRedirects(false)
                .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers));
        return client.request(options).compose(request -> read(request, within, maximumBytes));
    }

    private Future<Answer> read(HttpClientRequest request, Duration within, int maximumBytes) {
        // A body that trickles keeps the connection busy: the request's own timeout is for silence only.
        long deadline = vertx.setTimer(Math.max(1, within.toMillis()), late -> request.reset());
        return request.send()
                .compose(response -> body(request, response, maximumBytes))
                .onComplete(done -> vertx.cancelTimer(deadline));
    }

    private static Future<Answer> body(HttpClientRequest request, HttpClientResponse response, int maximumBytes) {
        Promise<Answer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        String contentType = response.getHeader("Content-Type");
        response.handler(part -> {
            if (body.length() + part.length() > maximumBytes) {
                answer.tryFail(new OutboundRefusedException("the answer has more than " + maximumBytes + " bytes"));
                request.reset();
            } else {
                body.appendBuffer(part);
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(end ->
                answer.tryComplete(new Answer(response.statusCode(), contentType == null ? "" : contentType, body)));
        return answer.future();
    }
}
