package io.hostmesh.kit.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.event.EventCodec.Encoded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What services read and write on Kafka is what the golden files of the contracts say. */
class GoldenCodecTest {

    private static final Path GOLDEN = Path.of("..", "..", "contracts", "src", "test", "resources", "golden");

    private final EventCodec codec = new EventCodec();
    private final ObjectMapper plain = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void shouldReadAndWriteEveryGoldenFile(Path golden) throws IOException {
        JsonNode envelope = plain.readTree(Files.readString(golden));
        byte[] data = plain.writeValueAsBytes(envelope.get("data"));
        ConsumerRecord<String, byte[]> received =
                new ConsumerRecord<>("golden", 0, 0, envelope.get("subject").asText(), data);
        Map<String, String> attributes = new HashMap<>();
        envelope.properties().stream()
                .filter(attribute -> !List.of("data", "datacontenttype").contains(attribute.getKey()))
                .forEach(attribute -> attributes.put(
                        "ce_" + attribute.getKey(), attribute.getValue().asText()));
        attributes.forEach((name, value) -> received.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));

        Event<?> event = codec.decode(received).orElseThrow();
        Encoded written = codec.encode(event);

        assertEquals(plain.readTree(data), plain.readTree(written.payload()));
        attributes.forEach(
                (name, value) -> assertEquals(value, written.headers().get(name), name));
    }

    static List<Path> goldenFiles() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            List<Path> found = files.sorted().toList();
            assertFalse(found.isEmpty());
            return found;
        }
    }
}
