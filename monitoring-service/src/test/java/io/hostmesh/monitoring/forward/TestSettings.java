package io.hostmesh.monitoring.forward;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As they are by default, but for the waits. */
record TestSettings(URI address, @Nullable Path secret, List<String> networks) implements ForwardSettings {

    @Override
    public Optional<URI> url() {
        return Optional.of(address);
    }

    @Override
    public Optional<String> authorization() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> authorizationFile() {
        return Optional.ofNullable(secret);
    }

    @Override
    public Optional<List<String>> allowedNetworks() {
        return Optional.of(networks);
    }

    @Override
    public String accountLabel() {
        return "hostmesh_account";
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public int samplesARequest() {
        return 1_000;
    }

    @Override
    public int recordsAtOnce() {
        return 100;
    }

    @Override
    public Duration shortestWait() {
        return Duration.ofMillis(5);
    }

    @Override
    public Duration longestWait() {
        return Duration.ofMillis(20);
    }

    @Override
    public Duration maximumAge() {
        return Duration.ofHours(1);
    }
}
