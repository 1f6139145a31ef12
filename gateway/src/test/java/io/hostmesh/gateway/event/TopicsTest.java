package io.hostmesh.gateway.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void shouldHearEveryTopicButTheSamples() throws IOException {
        Properties settings = new Properties();
        try (InputStream in = TopicsTest.class.getResourceAsStream("/application.properties")) {
            settings.load(in);
        }
        Set<String> heard = Set.of(
                settings.getProperty("mp.messaging.incoming.events.topics").split(",", -1));
        Set<String> all = Arrays.stream(Topic.values())
                .filter(topic -> topic != Topic.SAMPLES)
                .map(Topic::topicName)
                .collect(Collectors.toSet());
        assertEquals(all, heard);
    }
}
