package io.hostmesh.monitoring.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.monitoring.outbound.AddressGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends bodies of remote write to the store. The address behind its name is checked each time, and that one connected to. */
final class StoreClient implements AutoCloseable {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Vertx vertx;
    private final HttpClient client;
    private final URI url;
    private final ForwardSettings settings;
    private final AddressGuard guard;

    /**
     * The store's answer.
     *
     * @param retryAfter null where it has no such header
     */
    record Answer(int status, @Nullable String retryAfter) {}

    StoreClient(Vertx vertx, URI url, ForwardSettings settings) {
        if (url.getHost() == null || url.getScheme() == null || !url.getScheme().matches("(?i)https?")) {
            throw new IllegalArgumentException(
                    "expected an http or https URL such as https://store.example.com/api/v1/write in"
                            + " hostmesh.forward.url");
        }
        this.vertx = vertx;
        this.url = url;
        this.settings = settings;
        this.guard = new AddressGuard(settings.allowedNetworks().orElse(List.of()));
        this.client = vertx.createHttpClient(new HttpClientOptions().setVerifyHost(true));
    }

    /** Sends a body on a thread that may wait. */
    Answer send(byte[] body) throws IOException, InterruptedException {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? HTTPS : HTTP;
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(port, address().getHostAddress()))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(path + query)
                .setConnectTimeout(settings.timeout().toMillis())
                .setTimeout(settings.timeout().toMillis())
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/x-protobuf")
                .putHeader("Content-Encoding", "snappy")
                .putHeader("X-Prometheus-Remote-Write-Version", "0.1.0")
                .putHeader("User-Agent", "hostmesh");
        authorization().ifPresent(value -> options.putHeader("Authorization", value));
        // All on one event loop: on this thread the end of an answer could be missed between its head and asking for
        // its body.
        Future<Answer> answer =
                Future.future(promise -> vertx.getOrCreateContext().runOnContext(started -> client.request(options)
                        .compose(request -> request.send(Buffer.buffer(body)))
                        .compose(response -> response.body()
                                .map(read -> new Answer(response.statusCode(), response.getHeader("Retry-After"))))
                        .onComplete(promise)));
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("the store did not answer: " + failure.getMessage(), failure);
        }
    }

    private InetAddress address() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(url.getHost()))
                .filter(guard::permits)
                .findFirst()
                .orElseThrow(
                        () -> new UnknownHostException("the store's address is private, local or reserved; allow it in"
                                + " hostmesh.forward.allowed-networks"));
    }

    private Optional<String> authorization() throws IOException {
        if (settings.authorizationFile().isPresent()) {
            return Optional.of(
                    Files.readString(settings.authorizationFile().get(), UTF_8).strip());
        }
        return settings.authorization();
    }

    @Override
    public void close() {
        client.close();
    }
}
