package io.hostmesh.monitoring.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.sample.SampleBatch;
import io.hostmesh.monitoring.sample.SampleBatchCodec;
import io.hostmesh.monitoring.series.SeriesRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The durable log of samples in Kafka: one record per batch. It never waits on the calling thread, and refuses rather than
 * queue without bound.
 */
@ApplicationScoped
public class SampleLog {

    private static final Logger LOG = Logger.getLogger(SampleLog.class);
    private static final String DEAD_LETTERS = "hostmesh.monitoring.dead-letters.v1";
    /** What goes with a record on its way. */
    private static final int ENVELOPE_BYTES = 16 * 1024;

    private static final int BATCH_BYTES = 256 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;
    private static final long KEEP_METADATA_WARM_MILLIS = 1_000;

    private final Vertx vertx;
    private final PushLimits limits;
    private final Producer<String, byte[]> producer;
    private final AtomicInteger inFlight = new AtomicInteger();
    private long warming;

    SampleLog(
            Vertx vertx,
            PushLimits limits,
            MeterRegistry meters,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.vertx = vertx;
        this.limits = limits;
        this.producer = new KafkaProducer<>(
                settings(bootstrapServers, limits), new StringSerializer(), new ByteArraySerializer());
        meters.gauge("hostmesh.ingest.requests.in.flight", inFlight);
    }

    private static Map<String, Object> settings(String bootstrapServers, PushLimits limits) {
        int delivery = Math.toIntExact(limits.acknowledgedWithin().toMillis());
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "hostmesh-monitoring-ingest"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                // Nothing waits for company, but what comes while one batch is on its way goes together in the next.
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limits.maximumRecordBytes() + ENVELOPE_BYTES),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L),
                Map.entry(ProducerConfig.METADATA_MAX_AGE_CONFIG, 30_000L));
    }

    /** As sending never waits for metadata, they are asked for ahead of it. */
    void start(@Observes StartupEvent startup) {
        askForMetadata();
        warming = vertx.setPeriodic(KEEP_METADATA_WARM_MILLIS, timer -> askForMetadata());
    }

    void stop(@Observes ShutdownEvent shutdown) {
        vertx.cancelTimer(warming);
        producer.close(limits.acknowledgedWithin());
    }

    private void askForMetadata() {
        try {
            producer.partitionsFor(Topic.SAMPLES.topicName());
        } catch (KafkaException notYet) {
            LOG.debugf("samples topic not known yet cause=%s", notYet);
        }
    }

    /** Appends a batch. The Uni completes once Kafka has it for good, and fails with a 503 problem where it may not. */
    public Uni<Void> append(SampleBatch batch) {
        return append(batch.key(), SampleBatchCodec.encode(batch));
    }

    /** Appends series of an account; all that came so of one account stay in order. */
    Uni<Void> append(SeriesRecord series) {
        byte[] value = series.encode();
        if (value.length > limits.maximumRecordBytes()) {
            throw Problems.refusal(
                    Refusal.BODY_TOO_LARGE,
                    "Expected a body of at most " + limits.maximumRecordBytes()
                            + " compressed bytes; send fewer samples at once.");
        }
        return append(series.accountId(), value);
    }

    private Uni<Void> append(String key, byte[] value) {
        return Uni.createFrom().emitter(emitter -> {
            if (inFlight.incrementAndGet() > limits.maximumRequestsInFlight()) {
                inFlight.decrementAndGet();
                emitter.fail(Problems.unavailable("Too many requests wait to be stored; repeat the request later."));
                return;
            }
            ProducerRecord<String, byte[]> next = new ProducerRecord<>(Topic.SAMPLES.topicName(), key, value);
            Future<?> unused = producer.send(next, (stored, failure) -> {
                inFlight.decrementAndGet();
                if (failure == null) {
                    emitter.complete(null);
                } else {
                    LOG.warnf("samples refused key=%s cause=%s", key, failure);
                    emitter.fail(Problems.unavailable("The samples could not be stored; repeat the request later."));
                }
            });
        });
    }

    /** Puts a record that cannot be read on the dead-letter topic, as well as that is possible. */
    public void deadLetter(String key, byte[] value, String reason) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(DEAD_LETTERS, key, value);
        letter.headers().add("dead-letter-reason", reason.getBytes(UTF_8));
        Future<?> unused = producer.send(letter, (stored, failure) -> {
            if (failure != null) {
                LOG.errorf("dead letter lost key=%s reason=%s cause=%s", key, reason, failure);
            }
        });
    }
}
