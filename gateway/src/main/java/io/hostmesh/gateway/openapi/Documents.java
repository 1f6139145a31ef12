package io.hostmesh.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.gateway.proxy.ProxySettings;
import io.hostmesh.gateway.proxy.Upstream;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Asks every service for its document and keeps the merged one: for a minute when it is complete, for a moment when not.
 * A document that was had once is used on while its service is away.
 */
@ApplicationScoped
class Documents {

    private static final Logger LOG = Logger.getLogger(Documents.class);
    private static final String PATH = "/q/openapi?format=json";
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;
    private static final Duration COMPLETE_FOR = Duration.ofMinutes(1);
    private static final Duration INCOMPLETE_FOR = Duration.ofSeconds(2);

    private final ObjectMapper json;
    private final Clock clock;
    private final String publicUrl;
    private final HttpClient client;
    private final Map<String, URI> services = new LinkedHashMap<>();
    private final Map<String, JsonNode> seen = new ConcurrentHashMap<>();
    private volatile Merged merged = new Merged("", Instant.MIN);

    Documents(
            Vertx vertx,
            ObjectMapper json,
            Clock clock,
            ProxySettings settings,
            @ConfigProperty(name = "hostmesh.gateway.url") String publicUrl,
            @ConfigProperty(name = "hostmesh.gateway.own-address") URI ownAddress) {
        this.json = json;
        this.clock = clock;
        this.publicUrl = publicUrl;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) TIMEOUT_MILLIS).setMaxPoolSize(2));
        services.put("gateway", ownAddress);
        for (Upstream upstream : Upstream.values()) {
            services.put(upstream.serviceName(), settings.upstream().of(upstream));
        }
    }

    private record Merged(String text, Instant until) {}

    void close(@Observes ShutdownEvent stopping) {
        client.close();
    }

    /** The merged document as JSON. */
    Uni<String> merged() {
        Merged known = merged;
        if (clock.instant().isBefore(known.until())) {
            return Uni.createFrom().item(known.text());
        }
        List<Uni<Boolean>> fetches = new ArrayList<>();
        services.forEach((service, address) -> fetches.add(fetch(service, address)));
        return Uni.join().all(fetches).andFailFast().map(fetched -> merge(!fetched.contains(false)));
    }

    private String merge(boolean isFresh) {
        DocumentMerge merge = new DocumentMerge(json);
        List<String> missing = new ArrayList<>();
        services.keySet().forEach(service -> {
            JsonNode document = seen.get(service);
            if (document == null) {
                missing.add(service);
            } else {
                merge.add(service, document);
            }
        });
        String text = merge.document(publicUrl, missing).toPrettyString();
        merged = new Merged(text, clock.instant().plus(isFresh ? COMPLETE_FOR : INCOMPLETE_FOR));
        return text;
    }

    /** Remembers the service's document; false where it could not be had. Never fails. */
    private Uni<Boolean> fetch(String service, URI address) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setURI(PATH)
                .setIdleTimeout(TIMEOUT_MILLIS)
                .putHeader("Accept", "application/json");
        return Uni.createFrom()
                .completionStage(() -> client.request(request)
                        .compose(HttpClientRequest::send)
                        .compose(HttpClientResponse::body)
                        .toCompletionStage())
                .map(body -> {
                    if (body.length() > MAX_DOCUMENT_BYTES) {
                        throw new IllegalStateException(
                                "expected a document of at most " + MAX_DOCUMENT_BYTES + " bytes");
                    }
                    seen.put(service, parse(body.getBytes()));
                    return true;
                })
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("openapi document not had service=%s cause=%s", service, failure);
                    return false;
                });
    }

    private JsonNode parse(byte[] document) {
        try {
            JsonNode parsed = json.readTree(document);
            if (!parsed.path("openapi").isTextual()) {
                throw new IllegalStateException("expected an OpenAPI document");
            }
            return parsed;
        } catch (IOException e) {
            throw new IllegalStateException("expected a document in JSON", e);
        }
    }
}
