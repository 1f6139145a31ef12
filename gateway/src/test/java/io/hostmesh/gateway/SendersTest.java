package io.hostmesh.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Requests as Prometheus 2.42 made them, byte by byte but for the key, to the one public door. */
@QuarkusTest
class SendersTest extends GatewayTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String RECORDED_CREDENTIAL = "Bearer hmk_recorded";
    private static final String SERIES = "remote-write";
    private static final String METADATA = "metadata";
    private static final String ALERTS = "alerts";

    @Test
    void shouldHandOnWhatPrometheusSendsAsItIs() throws IOException {
        String key = api.newKey(api.newAccount("recorded"));
        for (String what : new String[] {SERIES, METADATA, ALERTS}) {
            String recorded = recorded(what);
            String answer = replay(recorded, "Bearer " + key, "");
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.contains("RateLimit-Policy: \"deliveries\";q=5000;w=10"), answer);
            JsonNode told = JSON.readTree(body(answer));
            assertArrayEquals(
                    body(recorded).getBytes(ISO_8859_1),
                    Base64.getUrlDecoder().decode(told.path("body").asText()));
            for (String line :
                    recorded.substring(0, recorded.indexOf(END_OF_HEAD)).split("\r\n", -1)) {
                String name = line.split(":", 2)[0].toLowerCase(Locale.ROOT);
                if (name.startsWith("content-") || name.startsWith("x-prometheus-")) {
                    assertEquals(
                            line.split(":", 2)[1].strip(),
                            told.path("headers").path(name).asText(),
                            line);
                }
            }
        }
    }

    @Test
    void shouldTakeTheKeyAsAPassword() throws IOException {
        String key = api.newKey(api.newAccount("basic"));
        String basic = Base64.getEncoder().encodeToString(("prometheus:" + key).getBytes(UTF_8));
        String answer = replay(recorded(SERIES), "Basic " + basic, "");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        String refused = replay(recorded(SERIES), "Basic " + basic.substring(0, basic.length() - 8), "");
        assertTrue(refused.startsWith("HTTP/1.1 401"), refused);
    }

    /** Prometheus repeats 5xx, drops what is refused, and both after what monitoring says, not the gateway. */
    @Test
    void shouldHandBackWhatMonitoringAnswers() throws IOException {
        String key = api.newKey(api.newAccount("answered"));
        for (int status : new int[] {204, 400, 413, 429, 503}) {
            String answer = replay(recorded(SERIES), "Bearer " + key, "?answer=" + status);
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
            assertTrue(answer.contains("Retry-After: 7\r\n"), answer);
        }
    }

    @Test
    void shouldKeepTheAccountsOtherCallsApart() throws IOException {
        String key = api.newKey(api.newAccount("apart"));
        for (int push = 0; push < 20; push++) {
            assertTrue(replay(recorded(SERIES), "Bearer " + key, "").startsWith("HTTP/1.1 200"));
        }
        assertTrue(api.get("/v1/servers", key).header("RateLimit").startsWith("\"account\";r=999;"));
        assertTrue(api.get("/v1/metrics/query", key).header("RateLimit").startsWith("\"account\";"));
    }

    private String replay(String recorded, String credential, String query) {
        return RawHttp.exchange(
                address,
                recorded.replaceFirst(" HTTP/1.1", query + " HTTP/1.1")
                        .replace(RECORDED_CREDENTIAL, credential + "\r\nConnection: close"));
    }

    private static String body(String message) {
        return message.substring(message.indexOf(END_OF_HEAD) + END_OF_HEAD.length());
    }

    private static String recorded(String what) throws IOException {
        String name = "/recorded/prometheus-2.42-" + what + ".http";
        try (InputStream in = Objects.requireNonNull(SendersTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }
}
