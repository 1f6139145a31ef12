package io.hostmesh.provisioning.driver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the driver that the configuration names. */
@ApplicationScoped
class DriverProducer {

    @Produces
    @Singleton
    Driver driver(
            Clock clock,
            @ConfigProperty(name = "hostmesh.driver") String name,
            @ConfigProperty(name = "hostmesh.process-driver.directory") Path directory,
            @ConfigProperty(name = "hostmesh.process-driver.workload-jar") Path jar,
            @ConfigProperty(name = "hostmesh.process-driver.grace") Duration grace) {
        if (!name.equals("process")) {
            throw new IllegalStateException("expected hostmesh.driver to be process, got " + name);
        }
        if (!Files.isReadable(jar)) {
            throw new IllegalStateException(
                    "expected the workload's jar at " + jar.toAbsolutePath() + "; set HOSTMESH_WORKLOAD_JAR");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessDriver(directory, new WorkloadCommand(java, jar.toAbsolutePath()), grace, clock);
    }

    void close(@Disposes Driver driver) throws Exception {
        if (driver instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
