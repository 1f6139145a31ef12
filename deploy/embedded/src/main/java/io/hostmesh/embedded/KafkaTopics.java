package io.hostmesh.embedded;

import io.hostmesh.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the mesh: those of the contracts and one dead-letter topic for each service. */
public final class KafkaTopics {

    /** The services that consume, and so may put a record aside that they cannot handle. */
    public static final List<String> SERVICES = List.of("provisioning", "monitoring", "billing", "ticket", "gateway");

    private static final int PARTITIONS = 4;
    private static final Duration KEEP_SAMPLES = Duration.ofHours(2);
    private static final Duration KEEP_EVENTS = Duration.ofDays(7);
    /** A body of series is one record, and senders make blocks of 8 MB; with what goes with it. */
    private static final int LARGEST_SAMPLES_BYTES = 11 * 1024 * 1024;

    private static final int LARGEST_EVENT_BYTES = 1024 * 1024;
    private static final int TIMEOUT_MILLIS = 60_000;

    private KafkaTopics() {}

    /** The topic where a service puts what it cannot handle. */
    public static String deadLetters(String service) {
        return "hostmesh." + service + ".dead-letters.v1";
    }

    /**
     * Creates what is missing; what is there stays as it is.
     *
     * @throws StartupException if the brokers do not answer or refuse
     */
    public static void createMissing(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>(all());
            missing.removeIf(topic -> present.contains(topic.name()));
            if (!missing.isEmpty()) {
                admin.createTopics(missing, new CreateTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                        .all()
                        .get();
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new StartupException("cannot create the topics on " + bootstrapServers + ": " + e.getCause(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while the topics were created", e);
        }
    }

    private static List<NewTopic> all() {
        List<NewTopic> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Duration keep = topic == Topic.SAMPLES ? KEEP_SAMPLES : KEEP_EVENTS;
            int largest = topic == Topic.SAMPLES ? LARGEST_SAMPLES_BYTES : LARGEST_EVENT_BYTES;
            topics.add(topic(topic.topicName(), topic.cleanup(), keep, largest));
        }
        for (String service : SERVICES) {
            topics.add(topic(deadLetters(service), Topic.Cleanup.DELETE, KEEP_EVENTS, LARGEST_SAMPLES_BYTES));
        }
        return topics;
    }

    private static NewTopic topic(String name, Topic.Cleanup cleanup, Duration keep, int largestBytes) {
        return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        cleanup.policy(),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(largestBytes),
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(keep.toMillis())));
    }
}
