package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.outbound.OutboundRefusedException;
import io.vertx.core.dns.DnsException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a target could not be asked, in words for its owner. */
final class Failure {

    private Failure() {}

    static String inWords(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutboundRefusedException refused) {
                return String.valueOf(refused.getMessage());
            }
            if (cause instanceof DnsException refused) {
                return "expected an answer of the resolver, got "
                        + refused.code().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            }
            if (cause instanceof SSLException broken) {
                return "expected a TLS handshake, got " + broken.getMessage();
            }
            if (cause instanceof SocketTimeoutException) {
                return "expected a connection in time, got none";
            }
            if (cause instanceof NoRouteToHostException) {
                return "expected a connection, got no way to the host";
            }
            if (cause instanceof ConnectException) {
                return "expected a connection, got a refusal";
            }
        }
        return "expected an answer, got " + failure.getMessage();
    }
}
