package io.hostmesh.kit.trace;

import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Turns tracing on where {@code HOSTMESH_OTLP_ENDPOINT} says where traces go, and off everywhere else. */
public final class TracingSwitch implements ConfigSource {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final int ABOVE_THE_DEFAULTS = 150;

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(DISABLED);
    }

    @Override
    public @Nullable String getValue(String name) {
        String endpoint = System.getenv("HOSTMESH_OTLP_ENDPOINT");
        return DISABLED.equals(name) ? Boolean.toString(endpoint == null || endpoint.isBlank()) : null;
    }

    @Override
    public String getName() {
        return "hostmesh tracing switch";
    }

    @Override
    public int getOrdinal() {
        return ABOVE_THE_DEFAULTS;
    }
}
