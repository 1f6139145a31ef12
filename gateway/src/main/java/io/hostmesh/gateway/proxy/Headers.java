package io.hostmesh.gateway.proxy;

import io.hostmesh.kit.correlation.RequestId;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** Which headers pass through the gateway. */
final class Headers {

    static final String TRACEPARENT = "traceparent";

    private static final String OWN_PREFIX = "hostmesh-";
    private static final List<String> CLIENT_CLAIMS =
            List.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "cookie");
    private static final List<String> HOP_BY_HOP = List.of(
            "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "upgrade");

    private Headers() {}

    /** Makes a client's headers the gateway's own: nothing in them says who calls but the token. */
    static void toService(MultiMap headers, String token, String correlationId) {
        dropNamedByConnection(headers);
        headers.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(OWN_PREFIX))
                .toList()
                .forEach(headers::remove);
        CLIENT_CLAIMS.forEach(headers::remove);
        headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        headers.set(RequestId.HEADER, correlationId);
    }

    /** Takes out of a service's headers what is between it and the gateway alone. */
    static void toClient(MultiMap headers) {
        dropNamedByConnection(headers);
        HOP_BY_HOP.forEach(headers::remove);
        headers.remove(RequestId.HEADER);
        headers.remove(HttpHeaders.SERVER);
    }

    private static void dropNamedByConnection(MultiMap headers) {
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String name : value.split(",", -1)) {
                String named = name.strip();
                if (!named.isEmpty() && !named.equalsIgnoreCase("content-length")) {
                    headers.remove(named);
                }
            }
        }
    }
}
