package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.Observation.HttpAnswer;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Asks with GET on a connection of its own each time, follows no redirect and reads the first part of the body. */
@ApplicationScoped
class HttpProber implements Prober {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int BODY_BYTES = 65_536;

    private final Addresses addresses;
    private final HttpClient client;

    HttpProber(Vertx vertx, Addresses addresses) {
        this.addresses = addresses;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setVerifyHost(true).setMaxRedirects(0));
    }

    void close(@Observes ShutdownEvent stopping) {
        client.close();
    }

    @Override
    public Uni<Observation> ask(CheckDefinition check) {
        URI uri = URI.create(check.target());
        Stopwatch watch = Stopwatch.start();
        return addresses
                .resolve(Objects.requireNonNull(uri.getHost()).replaceAll("[\\[\\]]", ""))
                .chain(address -> Uni.createFrom()
                        .completionStage(() ->
                                ask(uri, address, check.timeoutSeconds(), watch).toCompletionStage()));
    }

    private Future<Observation> ask(URI uri, InetAddress address, int timeoutSeconds, Stopwatch watch) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? HTTPS : HTTP;
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .putHeader("User-Agent", "hostmesh-check")
                .setConnectTimeout(timeoutSeconds * 1_000L)
                .setTimeout(timeoutSeconds * 1_000L)
                .setFollowRedirects(false);
        return client.request(options).compose(HttpClientRequest::send).compose(response -> read(response, watch));
    }

    private static Future<Observation> read(HttpClientResponse response, Stopwatch watch) {
        Promise<Observation> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b));
        response.exceptionHandler(answer::tryFail);
        response.handler(part -> {
            body.appendBuffer(part, 0, Math.min(part.length(), BODY_BYTES - body.length()));
            if (body.length() == BODY_BYTES && answer.tryComplete(seen(response, headers, body, watch))) {
                response.request().connection().close();
            }
        });
        response.endHandler(end -> answer.tryComplete(seen(response, headers, body, watch)));
        return answer.future();
    }

    private static Observation seen(
            HttpClientResponse response, Map<String, String> headers, Buffer body, Stopwatch watch) {
        return new HttpAnswer(
                response.statusCode(), headers, body.toString(StandardCharsets.UTF_8), watch.milliseconds());
    }
}
