package io.hostmesh.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AsyncApiTest {

    private static final Path DOCUMENT = Path.of("asyncapi.yaml");
    private static final Path WRITTEN = Path.of("target", "asyncapi.yaml");

    @Test
    void shouldDescribeEveryTopicAndEveryType() throws IOException {
        String expected = AsyncApiDocument.write();
        Files.createDirectories(WRITTEN.getParent());
        Files.writeString(WRITTEN, expected);

        for (EventType<?> type : EventTypes.all()) {
            assertTrue(expected.contains("\"#/components/messages/" + type.name() + '"'), type.name());
        }
        assertTrue(Files.exists(DOCUMENT), () -> "expected " + DOCUMENT + "; what it should be is in " + WRITTEN);
        assertEquals(expected, Files.readString(DOCUMENT));
    }
}
