package io.hostmesh.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The AsyncAPI 3.0 document of every topic and every type of event. */
final class AsyncApiDocument {

    private static final Map<Topic, String> TOPICS = Map.ofEntries(
            Map.entry(
                    Topic.SAMPLES,
                    "Sample batches in monitoring's own binary form, written and read by monitoring alone."),
            Map.entry(Topic.ALERTS, "What monitoring judged; keyed by the alert."),
            Map.entry(
                    Topic.DIAGNOSES,
                    "What monitoring found when it looked at a server or a path; keyed by the diagnosis."),
            Map.entry(Topic.SERVERS, "What happened to servers, with the exact time that they are billed by."),
            Map.entry(Topic.GROUPS, "What happened to groups of servers, and why, and also why not."),
            Map.entry(Topic.ACCOUNTS, "What billing says of an account as a customer."),
            Map.entry(Topic.INVOICES, "What happened to invoices."),
            Map.entry(Topic.PRICES, "The newest price of each plan; compacted."),
            Map.entry(Topic.TICKETS, "What happened to support cases."),
            Map.entry(Topic.INCIDENTS, "Planned work on servers."),
            Map.entry(Topic.AUDIT, "One record for each call of the public API that changes something."));

    private static final String SAMPLE_BATCH = "hostmesh.monitoring.sample-batch";

    private final AsyncApiSchemas schemas = new AsyncApiSchemas();

    private AsyncApiDocument() {}

    static String write() {
        return "# Held against EventTypes by AsyncApiTest, which writes what it should be to target/asyncapi.yaml.\n"
                + Yaml.write(new AsyncApiDocument().document());
    }

    private Map<String, Object> document() {
        Map<String, Object> channels = new LinkedHashMap<>();
        Map<String, Object> operations = new LinkedHashMap<>();
        Map<String, Object> messages = new LinkedHashMap<>();
        for (Topic topic : Topic.values()) {
            channels.put(topic.topicName(), channel(topic));
            operations.put("publish." + topic.topicName(), operation(topic));
        }
        EventTypes.all().forEach(type -> messages.put(type.name(), message(type)));
        messages.put(SAMPLE_BATCH, map("name", SAMPLE_BATCH, "contentType", "application/octet-stream"));
        return map(
                "asyncapi",
                "3.0.0",
                "info",
                map(
                        "title",
                        "Hostmesh events",
                        "version",
                        "1.0.0",
                        "description",
                        "CloudEvents 1.0 in binary mode on Kafka. The record key is the subject. A published version only ever"
                                + " gains optional fields; readers ignore what they do not know. Null is left out.",
                        "license",
                        map("name", "Apache-2.0")),
                "defaultContentType",
                "application/json",
                "channels",
                channels,
                "operations",
                operations,
                "components",
                map("messages", messages, "messageTraits", map("cloudEvent", cloudEvent()), "schemas", schemas.all()));
    }

    private static Map<String, Object> channel(Topic topic) {
        Map<String, Object> messages = new LinkedHashMap<>();
        messageNames(topic).forEach(name -> messages.put(name, map("$ref", "#/components/messages/" + name)));
        String description = TOPICS.get(topic);
        if (description == null) {
            throw new AssertionError("expected a description of " + topic + " in AsyncApiDocument");
        }
        return map(
                "address",
                topic.topicName(),
                "description",
                description,
                "messages",
                messages,
                "bindings",
                map(
                        "kafka",
                        map(
                                "topicConfiguration",
                                map("cleanup.policy", List.of(topic.cleanup().policy())))));
    }

    private static Map<String, Object> operation(Topic topic) {
        return map("action", "send", "channel", map("$ref", "#/channels/" + topic.topicName()));
    }

    private static List<String> messageNames(Topic topic) {
        List<String> names = new ArrayList<>();
        EventTypes.all().stream()
                .filter(type -> type.topic() == topic)
                .map(EventType::name)
                .forEach(names::add);
        if (topic == Topic.SAMPLES) {
            names.add(SAMPLE_BATCH);
        }
        return names;
    }

    private Map<String, Object> message(EventType<?> type) {
        return map(
                "name",
                type.name(),
                "contentType",
                "application/json",
                "headers",
                map(
                        "type",
                        "object",
                        "properties",
                        map(
                                "ce_type",
                                map("const", type.name()),
                                "ce_schemaversion",
                                map("const", Integer.toString(type.schemaVersion())))),
                "payload",
                schemas.reference(type.dataType()),
                "traits",
                List.of(map("$ref", "#/components/messageTraits/cloudEvent")));
    }

    /** The headers that every event has. */
    private static Map<String, Object> cloudEvent() {
        Map<String, Object> text = map("type", "string");
        return map(
                "headers",
                map(
                        "type",
                        "object",
                        "required",
                        List.of(
                                "ce_specversion",
                                "ce_id",
                                "ce_type",
                                "ce_source",
                                "ce_subject",
                                "ce_time",
                                "ce_correlationid",
                                "ce_schemaversion",
                                "content-type"),
                        "properties",
                        map(
                                "ce_specversion",
                                map("const", "1.0"),
                                "ce_id",
                                map("type", "string", "format", "uuid"),
                                "ce_source",
                                map("type", "string", "format", "uri-reference"),
                                "ce_subject",
                                text,
                                "ce_time",
                                map("type", "string", "format", "date-time"),
                                "ce_correlationid",
                                text,
                                "ce_causationid",
                                text,
                                "ce_accountid",
                                text,
                                "ce_traceparent",
                                text,
                                "content-type",
                                map("const", "application/json"))),
                "bindings",
                map("kafka", map("key", map("type", "string", "description", "the subject"))));
    }

    /** A map of names and values in turn, in that order. */
    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
