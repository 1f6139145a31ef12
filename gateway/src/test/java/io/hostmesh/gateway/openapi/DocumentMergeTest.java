package io.hostmesh.gateway.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentMergeTest {

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void shouldRenameASchemaThatTwoServicesDefineDifferently() throws JsonProcessingException {
        DocumentMerge merge = new DocumentMerge(json);
        merge.add("billing", document("/v1/usage", "{\"type\":\"object\"}", "{\"type\":\"string\"}"));
        merge.add("ticket", document("/v1/tickets", "{\"type\":\"object\"}", "{\"type\":\"number\"}"));
        JsonNode merged = merge.document("http://here", List.of("monitoring"));
        JsonNode schemas = merged.path("components").path("schemas");
        assertEquals("string", schemas.path("Kind").path("type").asText());
        assertEquals("number", schemas.path("TicketKind").path("type").asText());
        assertTrue(schemas.has("Shared"));
        assertFalse(schemas.has("TicketShared"));
        assertEquals(
                "#/components/schemas/TicketKind",
                merged.at("/paths/~1v1~1tickets/get/schema/$ref").asText());
        assertEquals(
                "#/components/schemas/Kind",
                merged.at("/paths/~1v1~1usage/get/schema/$ref").asText());
        assertFalse(merged.at("/paths/~1v1~1usage/get").has("security"));
        assertFalse(merged.path("paths").has("/internal"));
        assertEquals(
                "monitoring", merged.path("x-hostmesh-missing-services").path(0).asText());
        assertTrue(merged.at("/info/description").asText().contains("monitoring"));
    }

    private JsonNode document(String path, String shared, String kind) throws JsonProcessingException {
        return json.readTree("{\"openapi\":\"3.1.0\",\"paths\":{\"/internal\":{\"get\":{}},\"" + path
                + "\":{\"get\":{\"security\":[{\"jwt\":[]}],\"schema\":{\"$ref\":\"#/components/schemas/Kind\"}}}},"
                + "\"components\":{\"schemas\":{\"Shared\":" + shared + ",\"Kind\":" + kind + "}}}");
    }
}
