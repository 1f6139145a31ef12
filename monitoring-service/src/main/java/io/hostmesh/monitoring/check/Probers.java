package io.hostmesh.monitoring.check;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks targets, each by the prober for its type. */
@ApplicationScoped
class Probers {

    private final HttpProber http;
    private final SocketProber sockets;
    private final DnsProber dns;
    private final PingProber ping;

    Probers(HttpProber http, SocketProber sockets, DnsProber dns, PingProber ping) {
        this.http = http;
        this.sockets = sockets;
        this.dns = dns;
        this.ping = ping;
    }

    Uni<Observation> ask(CheckDefinition check) {
        return switch (check.type()) {
            case HTTP -> http.ask(check);
            case TCP, TLS -> sockets.ask(check);
            case DNS -> dns.ask(check);
            case PING -> ping.ask(check);
        };
    }
}
