package io.hostmesh.kit.event;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataFieldTest {

    private static boolean mayBeFailure(@Nullable String data) {
        byte[] value = data == null ? null : data.getBytes(StandardCharsets.UTF_8);
        return DataField.mayBe("kind", "failure").test(new ConsumerRecord<>("alerts", 0, 0, "key", value));
    }

    @Test
    void shouldFindAFieldBehindAnything() {
        for (String before :
                List.of("", "\"kinds\": \"x\", ", "\"a\": {\"kind\": \"x\"}, \"b\": [{}, [1]], \"c\": null, ")) {
            assertTrue(mayBeFailure("{" + before + "\"kind\": \"failure\", \"kind2\": \"x\"}"), before);
            assertFalse(mayBeFailure("{" + before + "\"kind\": \"overload\", \"d\": \"failure\"}"), before);
        }
    }

    @Test
    void shouldLeaveWhatIsNoSuchDataToTheDecoder() {
        for (String data :
                List.of("", "{", "noise", "[]", "{}", "{\"kind\"", "{\"kind\": 5}", "{\"kind\": {}}", "null")) {
            assertTrue(mayBeFailure(data), data);
        }
        assertTrue(mayBeFailure(null));
    }
}
