package io.hostmesh.gateway.proxy;

import java.util.Locale;

/** A service behind the gateway. */
public enum Upstream {
    PROVISIONING,
    MONITORING,
    BILLING,
    TICKET;

    /** The name in configuration, problems and documents, for example {@code provisioning}. */
    public String serviceName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
