package io.hostmesh.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.teststack.Await;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest extends GatewayTest {

    @Test
    void shouldShowOneDocumentAndSayWhatIsMissing() {
        // A service that does not answer soon is missing until it is asked again.
        JsonNode document = Await.value("what every service but billing says", () -> Optional.of(
                        api.get("/openapi.json", null).body())
                .filter(merged ->
                        merged.path("x-hostmesh-missing-services").toString().equals("[\"billing\"]")));
        assertEquals("3.1.0", document.path("openapi").asText());
        JsonNode paths = document.path("paths");
        assertTrue(paths.has("/v1/accounts"), paths.toString());
        assertTrue(paths.has("/v1/api-keys/{id}"));
        assertTrue(paths.has("/v1/events"));
        assertTrue(paths.has("/v1/servers"));
        assertFalse(paths.has("/openapi.json"));
        assertEquals(
                "bearer",
                document.path("components")
                        .path("securitySchemes")
                        .path("bearer")
                        .path("scheme")
                        .asText());
        assertFalse(document.path("security").isEmpty());
        assertTrue(document.path("components").path("schemas").has("AccountView"));
    }

    @Test
    void shouldWelcomeAnyone() {
        assertEquals("Hostmesh", api.get("/", null).body().path("name").asText());
        assertEquals(200, api.get("/q/health", null).status());
    }
}
