package io.hostmesh.benchmarks;

import io.hostmesh.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says of groups that they have too much to do, as monitoring does. */
final class LoadAlerts implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;

    LoadAlerts(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** A group and whose it is. */
    record Group(String id, String accountId) {}

    /** One alert for each group; returns when Kafka has them all. They are made first, so that they come at once. */
    void overload(List<Group> groups) {
        List<ProducerRecord<String, byte[]>> alerts =
                groups.stream().map(LoadAlerts::alert).toList();
        alerts.forEach(this::send);
        producer.flush();
    }

    void overload(Group group) {
        send(alert(group));
    }

    private void send(ProducerRecord<String, byte[]> alert) {
        var unused = producer.send(alert);
    }

    private static ProducerRecord<String, byte[]> alert(Group group) {
        String groupId = group.id();
        Instant now = Instant.now();
        String alertId = "alt_" + groupId.substring(groupId.indexOf('_') + 1);
        String data = "{\"alertId\":\"" + alertId + "\",\"kind\":\"overload\",\"scope\":{\"groupId\":\"" + groupId
                + "\"},\"summary\":\"cpu_utilization_percent is 95 on the mean of 1 member\",\"measurement\":{"
                + "\"metric\":\"cpu_utilization_percent\",\"value\":95,\"target\":60,\"measured\":1,\"missing\":0,"
                + "\"newestSampleAt\":\"" + now + "\",\"acceptedAt\":\"" + now + "\"},\"evidence\":[],\"occurredAt\":\""
                + now + "\"}";
        ProducerRecord<String, byte[]> alert =
                new ProducerRecord<>(Topic.ALERTS.topicName(), alertId, data.getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                UUID.randomUUID().toString(),
                "ce_type",
                "io.hostmesh.monitoring.alert.fired",
                "ce_source",
                "/monitoring",
                "ce_subject",
                alertId,
                "ce_time",
                now.toString(),
                "ce_correlationid",
                "req_" + groupId,
                "ce_accountid",
                group.accountId(),
                "ce_schemaversion",
                "1",
                "content-type",
                "application/json");
        headers.forEach((name, value) -> alert.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return alert;
    }

    @Override
    public void close() {
        producer.close();
    }
}
