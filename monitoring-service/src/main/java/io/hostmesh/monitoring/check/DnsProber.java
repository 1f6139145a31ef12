package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.Observation.Resolved;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import io.vertx.core.dns.DnsException;
import io.vertx.core.dns.DnsResponseCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/** Asks for records, at the resolver of the place or at a chosen one. */
@ApplicationScoped
class DnsProber implements Prober {

    private final Vertx vertx;
    private final Addresses addresses;

    DnsProber(Vertx vertx, Addresses addresses) {
        this.vertx = vertx;
        this.addresses = addresses;
    }

    @Override
    public Uni<Observation> ask(CheckDefinition check) {
        DnsClientOptions options = new DnsClientOptions().setQueryTimeout(check.timeoutSeconds() * 1_000L);
        String resolver = check.resolver();
        if (resolver == null) {
            return ask(check, options);
        }
        HostAndPort chosen = HostAndPort.of(resolver);
        return addresses
                .resolve(chosen.host())
                .chain(address ->
                        ask(check, options.setHost(address.getHostAddress()).setPort(chosen.port())));
    }

    private Uni<Observation> ask(CheckDefinition check, DnsClientOptions options) {
        Stopwatch watch = Stopwatch.start();
        return Uni.createFrom()
                .completionStage(() -> records(vertx.createDnsClient(options), check)
                        .recover(failure ->
                                isNone(failure) ? Future.succeededFuture(List.of()) : Future.failedFuture(failure))
                        .toCompletionStage())
                .map(values -> new Resolved(values, watch.milliseconds()));
    }

    private static boolean isNone(Throwable failure) {
        return failure instanceof DnsException refused && refused.code() == DnsResponseCode.NXDOMAIN;
    }

    private static Future<List<String>> records(DnsClient client, CheckDefinition check) {
        String name = check.target();
        return switch (Objects.requireNonNullElse(check.expect().recordType(), "A")) {
            case "A" -> client.resolveA(name);
            case "AAAA" -> client.resolveAAAA(name);
            case "CNAME" -> client.resolveCNAME(name);
            case "NS" -> client.resolveNS(name);
            case "TXT" -> client.resolveTXT(name);
            case "MX" ->
                client.resolveMX(name).map(records -> records.stream()
                        .map(record -> record.priority() + " " + record.name())
                        .toList());
            default ->
                throw new IllegalArgumentException(
                        "expected a known type of record, got " + check.expect().recordType());
        };
    }
}
