package io.hostmesh.monitoring.forward;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hands samples on, on a thread of its own, where there is a store to hand them on to. */
@ApplicationScoped
class Forwarder {

    private static final Logger LOG = Logger.getLogger(Forwarder.class);
    private static final long STOP_WITHIN_MILLIS = 5_000;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

    private final Vertx vertx;
    private final ForwardSettings settings;
    private final ForwardMeters meters;
    private final Clock clock;
    private final String bootstrapServers;
    private final String serverLabel;
    private final int maximumBytes;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    Forwarder(
            Vertx vertx,
            ForwardSettings settings,
            ForwardMeters meters,
            Clock clock,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "hostmesh.series.server-label") String serverLabel,
            @ConfigProperty(name = "hostmesh.series.maximum-uncompressed-bytes") int maximumBytes) {
        this.vertx = vertx;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.bootstrapServers = bootstrapServers;
        this.serverLabel = serverLabel;
        this.maximumBytes = maximumBytes;
    }

    void start(@Observes StartupEvent startup) {
        settings.url().ifPresent(url -> {
            StoreClient store = new StoreClient(vertx, url, settings);
            Thread forwarding = new Thread(() -> run(store), "forward");
            forwarding.setDaemon(true);
            forwarding.start();
            thread = forwarding;
            LOG.infof("samples are handed on to=%s", withoutSecrets(url));
        });
    }

    void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
        stopped.countDown();
        Thread forwarding = thread;
        if (forwarding != null) {
            TimeUnit.MILLISECONDS.timedJoin(forwarding, STOP_WITHIN_MILLIS);
        }
    }

    private static String withoutSecrets(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    private void run(StoreClient store) {
        try (store) {
            while (stopped.getCount() > 0) {
                try {
                    follow(store);
                } catch (RuntimeException failure) {
                    LOG.errorf(failure, "handing on begins again after a failure");
                    stopped.await(PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(StoreClient store) throws InterruptedException {
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(consumerSettings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            ForwardLoop loop =
                    new ForwardLoop(consumer, store, settings, serverLabel, maximumBytes, meters, clock, stopped);
            while (stopped.getCount() > 0) {
                loop.step();
            }
        }
    }

    /** From the earliest record where nothing is committed: what is too old is left out by its age. */
    private Map<String, Object> consumerSettings() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "monitoring.forward",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                settings.recordsAtOnce());
    }
}
