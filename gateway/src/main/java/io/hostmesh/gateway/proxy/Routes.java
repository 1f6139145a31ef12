package io.hostmesh.gateway.proxy;

import java.util.Locale;
import java.util.Map;

/**
 * The public API by its first path segment under {@code /v1}; and the one path that Prometheus and vmalert know of an Alertmanager
 * and cannot be told another one of without a setting of its own.
 */
final class Routes {

    static final String PREFIX = "/v1/";

    private static final String ALERTMANAGER = "/api/v2/alerts";

    private static final Route HERE = new Route.Here();
    private static final Route NOWHERE = new Route.Nowhere();
    private static final Route PROVISIONING = new Route.To(Upstream.PROVISIONING);
    private static final Route MONITORING = new Route.To(Upstream.MONITORING);
    private static final Route BILLING = new Route.To(Upstream.BILLING);
    private static final Route TICKET = new Route.To(Upstream.TICKET);

    private static final Map<String, Route> BY_SEGMENT = Map.ofEntries(
            Map.entry("accounts", HERE),
            Map.entry("api-keys", HERE),
            Map.entry("events", HERE),
            Map.entry("audit", HERE),
            Map.entry("servers", PROVISIONING),
            Map.entry("actions", PROVISIONING),
            Map.entry("groups", PROVISIONING),
            Map.entry("plans", PROVISIONING),
            Map.entry("images", PROVISIONING),
            Map.entry("locations", PROVISIONING),
            Map.entry("ssh-keys", PROVISIONING),
            Map.entry("quotas", PROVISIONING),
            Map.entry("quarantine", PROVISIONING),
            Map.entry("metrics", MONITORING),
            Map.entry("alerts", MONITORING),
            Map.entry("alertmanager", MONITORING),
            Map.entry("silences", MONITORING),
            Map.entry("scrape-targets", MONITORING),
            Map.entry("rules", MONITORING),
            Map.entry("checks", MONITORING),
            Map.entry("diagnoses", MONITORING),
            Map.entry("usage", BILLING),
            Map.entry("invoices", BILLING),
            Map.entry("budgets", BILLING),
            Map.entry("prices", BILLING),
            Map.entry("tickets", TICKET));

    private Routes() {}

    /** Whether the path, as it was sent, is one of the public API: it needs a caller, whoever answers it. */
    static boolean isPublicApi(String rawPath) {
        return rawPath.equals("/v1") || rawPath.startsWith(PREFIX) || rawPath.equals(ALERTMANAGER);
    }

    /**
     * Whether a path that is none of the public API, as it was sent, could be read as one: what else is here has none of these
     * characters in its paths.
     */
    static boolean isDisguised(String rawPath) {
        return !isPublicApi(rawPath)
                && (!rawPath.startsWith("/")
                        || rawPath.contains("//")
                        || rawPath.contains("/.")
                        || rawPath.contains("%")
                        || rawPath.contains(";"));
    }

    /** Whether a call brings alerts of another monitoring system. */
    static boolean isDeliveryOfAlerts(String method, String rawPath) {
        return method.equals("POST")
                && (rawPath.equals("/v1/alerts/webhook")
                        || inService(rawPath).equals("/v1/alertmanager" + ALERTMANAGER));
    }

    /** The path and query that a service knows of a call, given those of its client. */
    static String inService(String rawUri) {
        return rawUri.startsWith(ALERTMANAGER) ? "/v1/alertmanager" + rawUri : rawUri;
    }

    /**
     * Who answers that path. The path is taken as it was sent: one that a service could read differently than the gateway
     * does (dot segments, empty segments, encoded separators) leads nowhere.
     */
    static Route of(String rawPath) {
        if (rawPath.equals(ALERTMANAGER)) {
            return MONITORING;
        }
        if (!rawPath.startsWith(PREFIX) || isAmbiguous(rawPath)) {
            return NOWHERE;
        }
        int end = rawPath.indexOf('/', PREFIX.length());
        String segment = rawPath.substring(PREFIX.length(), end < 0 ? rawPath.length() : end);
        return BY_SEGMENT.getOrDefault(segment, NOWHERE);
    }

    private static boolean isAmbiguous(String rawPath) {
        if (rawPath.contains("//")
                || rawPath.contains("..")
                || rawPath.contains("/./")
                || rawPath.endsWith("/.")
                || rawPath.contains("\\")) {
            return true;
        }
        if (rawPath.contains(";")) {
            return true;
        }
        if (rawPath.indexOf('%') < 0) {
            return false;
        }
        String lower = rawPath.toLowerCase(Locale.ROOT);
        return lower.contains("%2f") || lower.contains("%5c") || lower.contains("%2e") || lower.contains("%00");
    }
}
