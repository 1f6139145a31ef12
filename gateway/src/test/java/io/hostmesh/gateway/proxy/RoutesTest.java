package io.hostmesh.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.correlation.RequestId;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {

    @Test
    void shouldKnowWhoAnswers() {
        assertEquals(new Route.To(Upstream.PROVISIONING), Routes.of("/v1/servers"));
        assertEquals(new Route.To(Upstream.PROVISIONING), Routes.of("/v1/groups/grp_1/activities"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/metrics"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/metrics/otlp/v1/metrics"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/scrape-targets/scr_1"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/rules/rul_1"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/checks/chk_1/results"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/alerts/webhook"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/alertmanager/api/v2/alerts"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/api/v2/alerts"));
        assertEquals(new Route.To(Upstream.MONITORING), Routes.of("/v1/diagnoses/dia_1/way-back"));
        assertEquals(new Route.To(Upstream.BILLING), Routes.of("/v1/invoices/inv_1/payments"));
        assertEquals(new Route.To(Upstream.TICKET), Routes.of("/v1/tickets/"));
        assertEquals(new Route.Here(), Routes.of("/v1/api-keys"));
    }

    @Test
    void shouldLeadNowhereWhatCouldBeReadInTwoWays() {
        for (String path : new String[] {
            "/v1/unheard-of",
            "/v1/metricss",
            "/v1//servers",
            "/v1/servers/.",
            "/v1/servers/../metrics",
            "/v1/servers/%2E%2e/metrics",
            "/v1/servers%2fx",
            "/v1/servers/a\\b",
            "/v1/servers;x=1/metrics",
            "/v2/servers",
            "/api/v2/alerts/groups",
            "/api/v2/status",
            "/q/metrics"
        }) {
            assertEquals(new Route.Nowhere(), Routes.of(path), path);
        }
    }

    @Test
    void shouldTellPathsThatCouldBeReadAsOnesOfTheApi() {
        for (String path : List.of("//v1/x", "/./v1/x", "/q/../v1/x", "/%76%31/x", "/v1;a/x", "v1/x", "*", "")) {
            assertTrue(Routes.isDisguised(path), path);
        }
        for (String path : List.of("/", "/openapi.json", "/q/health/ready", "/v1/servers/%20", "/v1//x", "/nowhere")) {
            assertFalse(Routes.isDisguised(path), path);
        }
    }

    @Test
    void shouldAskForACallerUnderThePrefixAlone() {
        assertTrue(Routes.isPublicApi("/v1/anything"));
        assertTrue(Routes.isPublicApi("/v1"));
        assertTrue(Routes.isPublicApi("/api/v2/alerts"));
        assertFalse(Routes.isPublicApi("/api/v2/alertsx"));
        assertFalse(Routes.isPublicApi("/q/health"));
        assertFalse(Routes.isPublicApi("/v10"));
    }

    @Test
    void shouldKnowDeliveriesOfAlerts() {
        assertEquals("/v1/alertmanager/api/v2/alerts?a=b", Routes.inService("/api/v2/alerts?a=b"));
        assertEquals("/v1/alerts", Routes.inService("/v1/alerts"));
        for (String path : new String[] {"/api/v2/alerts", "/v1/alertmanager/api/v2/alerts", "/v1/alerts/webhook"}) {
            assertTrue(Routes.isDeliveryOfAlerts("POST", path), path);
            assertFalse(Routes.isDeliveryOfAlerts("GET", path), path);
        }
        assertFalse(Routes.isDeliveryOfAlerts("POST", "/v1/alerts"));
    }

    @Test
    void shouldReplaceWhatAClientSaysOfItself() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Authorization", "Bearer hmk_x")
                .add("hostmesh-Account", "acc_other")
                .add("X-Forwarded-For", "10.0.0.1")
                .add("Cookie", "a=b")
                .add("Connection", "keep-alive, X-Secret-Hop")
                .add("X-Secret-Hop", "1")
                .add("Content-Type", "application/json");
        Headers.toService(headers, "token", "req_12345678");
        assertEquals("Bearer token", headers.get("authorization"));
        assertEquals("req_12345678", headers.get("x-request-id"));
        assertEquals("application/json", headers.get("content-type"));
        for (String gone : new String[] {"hostmesh-account", "x-forwarded-for", "cookie", "x-secret-hop"}) {
            assertFalse(headers.contains(gone), gone);
        }
    }

    @Test
    void shouldTakeWellFormedRequestIdsAlone() {
        assertTrue(RequestId.isWellFormed("my-own_request1"));
        assertFalse(RequestId.isWellFormed("short"));
        assertFalse(RequestId.isWellFormed("with space in it"));
        assertFalse(RequestId.isWellFormed("a".repeat(65)));
        assertFalse(RequestId.isWellFormed(null));
    }
}
