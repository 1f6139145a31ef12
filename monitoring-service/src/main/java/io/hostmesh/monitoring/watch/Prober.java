package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.judge.SilenceWatch.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Asks servers over HTTP whether they live. Whatever they answer, they do. */
@ApplicationScoped
class Prober {

    /** How a probe ended. */
    record Outcome(String serverId, boolean answered) {}

    private final Duration timeout;
    private final HttpClient client;
    /** Bounded by how many suspects are probed at once. */
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

    Prober(WatchConfiguration configuration) {
        this.timeout = configuration.probeTimeout();
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Begins a probe. A server whose address is not known gets the benefit of the doubt. */
    void probe(Suspect suspect) {
        String address = suspect.address();
        if (address == null) {
            outcomes.add(new Outcome(suspect.serverId(), true));
            return;
        }
        try {
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                    .timeout(timeout)
                    .GET()
                    .build();
            Future<?> unused = client.sendAsync(question, BodyHandlers.discarding())
                    .whenComplete((answer, failure) -> outcomes.add(new Outcome(suspect.serverId(), failure == null)));
        } catch (IllegalArgumentException noAddress) {
            outcomes.add(new Outcome(suspect.serverId(), true));
        }
    }

    /** The next probe that ended, or null. */
    @Nullable
    Outcome poll() {
        return outcomes.poll();
    }
}
