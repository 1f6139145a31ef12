package io.hostmesh.provisioning.docker;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverFactory;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the Docker driver of a location. */
@ApplicationScoped
class DockerDriverFactory implements DriverFactory {

    private static final Set<String> SCHEMES = Set.of("unix", "tcp");
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<String> CERTIFICATES = List.of("ca.pem", "cert.pem", "key.pem");

    private final DockerSettings settings;
    private final Clock clock;

    DockerDriverFactory(DockerSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return DockerDriver.NAME;
    }

    @Override
    public Driver make(String locationId) {
        String prefix = "hostmesh.locations." + locationId + ".docker";
        DockerSettings.Engine engine = Optional.ofNullable(settings.locations().get(locationId))
                .flatMap(DockerSettings.Location::docker)
                .orElseThrow(() -> new ConfigurationException("expected " + prefix + ".tag and " + prefix
                        + ".images for a location of containers, got neither"));
        return new DockerDriver(place(engine, prefix), clock);
    }

    static DockerPlace place(DockerSettings.Engine engine, String prefix) {
        URI host = engine.host();
        boolean whole = !"tcp".equals(host.getScheme()) || (host.getHost() != null && host.getPort() > 0);
        if (host.getScheme() == null || !SCHEMES.contains(host.getScheme()) || !whole) {
            throw new ConfigurationException(
                    "expected " + prefix + ".host to be unix:///path or tcp://host:port, got " + host);
        }
        if (!engine.tag().matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw new ConfigurationException("expected " + prefix
                    + ".tag to be of letters, digits, dots, dashes and underscores, got " + engine.tag());
        }
        if (engine.images().isEmpty()) {
            throw new ConfigurationException(
                    "expected " + prefix + ".images.<image> to name an image of the engine, got none");
        }
        requireBounds(engine, prefix);
        engine.certificates().ifPresent(folder -> requireCertificates(folder, prefix));
        return new DockerPlace(
                host,
                engine.certificates().orElse(null),
                engine.tag(),
                engine.images(),
                engine.network(),
                new DockerPlace.Listens(
                        engine.port(),
                        engine.address() == DockerSettings.Reached.PUBLISHED ? engine.publishedOn() : null,
                        engine.hostmeshUrl().orElse(null)),
                engine.grace(),
                new DockerPlace.Limits(
                        engine.callLimit(),
                        engine.callsAtOnce(),
                        engine.eventStream(),
                        engine.logLines(),
                        engine.processes()));
    }

    private static void requireBounds(DockerSettings.Engine engine, String prefix) {
        expect(
                engine.port() > 0 && engine.port() <= HIGHEST_PORT,
                prefix + ".port to be from 1 to 65535",
                engine.port());
        expect(!engine.grace().isNegative(), prefix + ".grace to be 0s or longer", engine.grace());
        expect(
                engine.callLimit().compareTo(Duration.ZERO) > 0,
                prefix + ".call-limit to be longer than 0s",
                engine.callLimit());
        expect(engine.callsAtOnce() > 0, prefix + ".calls-at-once to be 1 or more", engine.callsAtOnce());
        expect(
                engine.eventStream().compareTo(SECOND) >= 0,
                prefix + ".event-stream to be 1s or longer",
                engine.eventStream());
        expect(engine.logLines() >= 0, prefix + ".log-lines to be 0 or more", engine.logLines());
        expect(engine.processes() > 0, prefix + ".processes to be 1 or more", engine.processes());
    }

    private static void expect(boolean right, String expectation, Object given) {
        if (!right) {
            throw new ConfigurationException("expected " + expectation + ", got " + given);
        }
    }

    private static void requireCertificates(Path folder, String prefix) {
        for (String file : CERTIFICATES) {
            if (!Files.isReadable(folder.resolve(file))) {
                throw new ConfigurationException("expected " + prefix + ".certificates to be a folder with "
                        + String.join(", ", CERTIFICATES) + ", but " + folder.resolve(file) + " cannot be read");
            }
        }
        try {
            var unused = new LocalDirectorySSLConfig(folder.toString()).getSSLContext();
        } catch (RuntimeException e) { // Its words are not for the log: they may quote a key.
            throw new ConfigurationException("expected " + prefix + ".certificates to be a folder with "
                    + String.join(", ", CERTIFICATES) + " in PEM, and a key that is not encrypted, but what is in "
                    + folder + " is not");
        }
    }
}
