package io.hostmesh.monitoring.outbound;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the address behind a name and checks it. Connect to what comes back, never to the name: a name that is resolved a second
 * time can lead elsewhere.
 */
@ApplicationScoped
public class OutboundAddresses {

    private final Vertx vertx;
    private final AddressGuard guard;
    private final Duration resolveWithin;

    OutboundAddresses(Vertx vertx, OutboundSettings settings) {
        this.vertx = vertx;
        this.guard = new AddressGuard(settings.allowedNetworks().orElse(List.of()));
        this.resolveWithin = settings.resolveWithin();
    }

    /** The first permitted address of that host; an {@link OutboundRefusedException} where there is none. */
    public Uni<InetAddress> resolve(String host) {
        return Uni.createFrom()
                .completionStage(
                        () -> vertx.executeBlocking(() -> lookUp(host), false).toCompletionStage())
                .ifNoItem()
                .after(resolveWithin)
                .failWith(() -> new OutboundRefusedException("the name of the host could not be resolved in time"));
    }

    private InetAddress lookUp(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .filter(guard::permits)
                    .findFirst()
                    .orElseThrow(() -> new OutboundRefusedException(
                            "the host's address is private, local or reserved, and is not called"));
        } catch (UnknownHostException e) {
            throw new OutboundRefusedException("the name of the host could not be resolved");
        }
    }
}
