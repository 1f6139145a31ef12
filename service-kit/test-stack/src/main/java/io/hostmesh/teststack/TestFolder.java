package io.hostmesh.teststack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where the running stack keeps what its parts must know of each other. A folder and not fields: Quarkus loads a test's
 * classes more than once.
 */
final class TestFolder {

    static final Path ROOT = Path.of("target", "test-stack").toAbsolutePath();

    private static final Path PORTS = ROOT.resolve("ports.properties");

    private TestFolder() {}

    static Path keys() {
        return ROOT.resolve("keys");
    }

    static Path identityPrivateKey() {
        return keys().resolve("identity-private.pem");
    }

    static Path postgres() {
        return ROOT.resolve("postgres");
    }

    static Path kafka() {
        return ROOT.resolve("kafka");
    }

    static Path process(String name) {
        return ROOT.resolve(name + ".process");
    }

    /** Where PostgreSQL's programs are unpacked: beside the stack, so that they stay when it is thrown away. */
    static Path programs() {
        return Path.of("target", "postgres-programs").toAbsolutePath();
    }

    static void writePorts(Properties ports) throws IOException {
        Files.createDirectories(ROOT);
        try (var out = Files.newOutputStream(PORTS)) {
            ports.store(out, null);
        }
    }

    static int port(String name) {
        Properties ports = new Properties();
        try (InputStream in = Files.newInputStream(PORTS)) {
            ports.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("expected a running TestStack: annotate the test with it", e);
        }
        return Integer.parseInt(ports.getProperty(name));
    }
}
