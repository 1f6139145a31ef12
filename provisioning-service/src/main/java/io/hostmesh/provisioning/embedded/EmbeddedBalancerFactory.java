package io.hostmesh.provisioning.embedded;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;

/** Makes the embedded balancer. */
@ApplicationScoped
class EmbeddedBalancerFactory implements BalancerFactory.ForAll {

    private final EmbeddedSettings settings;

    EmbeddedBalancerFactory(EmbeddedSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return EmbeddedBalancer.NAME;
    }

    @Override
    public Balancer open() {
        Path jar = settings.jar();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new EmbeddedBalancer(
                new BalancerProcess(settings.directory(), jar, command(java, jar.toAbsolutePath())),
                settings.backlog());
    }

    private List<String> command(Path java, Path jar) {
        return List.of(
                java.toString(),
                "-Xms4m",
                "-Xmx" + settings.heapMegabytes() + "m",
                "-Xss256k",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=16m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                jar.toString(),
                "io.hostmesh.balancer.Balancer",
                settings.directory().toAbsolutePath().toString(),
                "connections=" + settings.connections(),
                "group-percent=" + settings.groupPercent(),
                "connect-ms=" + settings.connectLimit().toMillis(),
                "idle-ms=" + settings.idleLimit().toMillis(),
                "quiet-ms=" + settings.drainQuiet().toMillis());
    }
}
