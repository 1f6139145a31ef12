package io.hostmesh.kit.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One field of an event's data, read without decoding the rest: where most events of a topic are none of a consumer's business,
 * that is most of what they cost it.
 */
public final class DataField {

    private static final JsonFactory JSON = new JsonFactory();

    private DataField() {}

    /** True unless the data has this field with another text: of what is no such data it is for the decoder to say. */
    public static Predicate<ConsumerRecord<String, byte[]>> mayBe(String field, String text) {
        return received -> received.value() == null || mayBe(received.value(), field, text);
    }

    private static boolean mayBe(byte[] data, String field, String text) {
        try (JsonParser json = JSON.createParser(data)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return true;
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                String value = json.nextTextValue();
                if (name.equals(field)) {
                    return value == null || value.equals(text);
                }
                json.skipChildren();
            }
            return true;
        } catch (IOException noJson) {
            return true;
        }
    }
}
