package io.hostmesh.monitoring.watch;

import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.watch.JudgedPartitions.LostPartitionException;
import io.hostmesh.monitoring.watch.Patience.StoppedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Follows the samples topic on the plain Kafka client, from one consumer to the next: whatever a consumer dies of, another
 * takes up where its effects end.
 */
@ApplicationScoped
class JudgeLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(JudgeLoop.class);
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 500;

    private final JudgeParts parts;
    private final String bootstrapServers;
    private volatile Patience patience = new Patience();

    JudgeLoop(JudgeParts parts, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.parts = parts;
        this.bootstrapServers = bootstrapServers;
    }

    /** Gets ready to run, again after a stop. */
    void prepare() {
        patience = new Patience();
    }

    void stop() {
        patience.stop();
    }

    @Override
    public void run() {
        Patience current = patience;
        while (!current.isStopped()) {
            try {
                follow(current);
            } catch (StoppedException stopped) {
                LOG.debugf("judge stopped while it waited");
            } catch (LostPartitionException lost) {
                LOG.warnf("judge begins again cause=%s", lost);
            } catch (RuntimeException failure) {
                LOG.errorf(failure, "judge begins again after a failure");
                current.pause(PAUSE_AFTER_FAILURE_MILLIS);
            }
        }
    }

    private void follow(Patience current) {
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            JudgeSession session =
                    new JudgeSession(parts, consumer, current, UUID.randomUUID().toString());
            consumer.subscribe(List.of(Topic.SAMPLES.topicName()), session);
            while (!current.isStopped()) {
                session.step();
            }
            session.finish();
        }
    }

    private Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ConsumerConfig.GROUP_ID_CONFIG, "monitoring.judge"),
                Map.entry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, parts.configuration.instanceId()),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                Map.entry(
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName()),
                Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000),
                Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000),
                Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500),
                Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L),
                Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000L));
    }
}
