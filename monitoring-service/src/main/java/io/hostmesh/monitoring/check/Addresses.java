package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.outbound.OutboundAddresses;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;

/** Where targets are. */
interface Addresses {

    /** An address of the host that may be connected to; fails where there is none. */
    Uni<InetAddress> resolve(String host);

    /** Refuses private and local addresses, unless the operator allows them. */
    @ApplicationScoped
    class Guarded implements Addresses {

        private final OutboundAddresses outbound;

        Guarded(OutboundAddresses outbound) {
            this.outbound = outbound;
        }

        @Override
        public Uni<InetAddress> resolve(String host) {
            return outbound.resolve(host);
        }
    }
}
