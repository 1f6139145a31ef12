package io.hostmesh.monitoring.forward;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where samples are handed on to, and within which bounds. */
@ConfigMapping(prefix = "hostmesh.forward")
interface ForwardSettings {

    /** Where the store takes remote write 1.0; without it nothing is handed on. */
    Optional<URI> url();

    /** The value of the header {@code Authorization}, for example {@code Bearer secret}; for an environment variable. */
    Optional<String> authorization();

    /** A file that holds the same; read again for each request, so that it can be exchanged. */
    Optional<Path> authorizationFile();

    /** Networks that are not public in which the store may be, in CIDR notation. */
    Optional<List<String>> allowedNetworks();

    /** The label that says which account a series is of. */
    String accountLabel();

    /** How long the store may take for one request. */
    Duration timeout();

    /** Samples of one request, about. */
    int samplesARequest();

    /** Records that are read from Kafka at once. */
    int recordsAtOnce();

    /** The first wait after a failure; each one after it is twice as long. */
    Duration shortestWait();

    /** No wait is longer, and no {@code Retry-After} is heeded for longer. */
    Duration longestWait();

    /** Samples that wait for longer than this are dropped and counted. */
    Duration maximumAge();
}
