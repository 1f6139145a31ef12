package io.hostmesh.provisioning;

import io.hostmesh.provisioning.workload.BalancerClasses;
import io.hostmesh.provisioning.workload.StandInJar;
import io.hostmesh.teststack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The test stack, with a place for machines and the stand-in as their workload. */
public class ProvisioningStack extends TestStack {

    static final Path SERVERS = Path.of("target", "test-servers").toAbsolutePath();

    private static final Path WORKLOAD = Path.of("target", "stand-in.jar").toAbsolutePath();

    static final Path BALANCER = Path.of("target", "test-balancer").toAbsolutePath();

    @Override
    public Map<String, String> start() {
        killMachines();
        BalancerClasses.end(BALANCER);
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("HOSTMESH_SERVERS_DIRECTORY", SERVERS.toString());
        settings.put("HOSTMESH_WORKLOAD_JAR", StandInJar.pack(WORKLOAD).toString());
        settings.put("hostmesh.sweep.orphan-grace", "2s");
        settings.put("hostmesh.reconciler.attempts", "3");
        // Machines go last where processors are short: with tests of two modules beside them they may start late.
        settings.put("hostmesh.reconciler.answers-within", "1m");
        settings.put("hostmesh.reconciler.step-limit", "2m");
        settings.put("hostmesh.groups.restraint.settles-after", "2s");
        // The fake refuses some servers as a rule, which is no reason to leave the others alone.
        settings.put("hostmesh.drivers.breaker-window", "100");
        settings.put("hostmesh.drivers.breaker-failures", "100");
        settings.put("hostmesh.locations.fake.driver", "fake");
        settings.put("hostmesh.locations.fake.balancer", "none");
        settings.put("hostmesh.locations.remote.driver", "fake");
        settings.put("hostmesh.locations.remote.balancer", "none");
        settings.put("HOSTMESH_BALANCER_DIRECTORY", BALANCER.toString());
        settings.put("HOSTMESH_BALANCER_PORTS", "17410-17499");
        settings.put(
                "HOSTMESH_BALANCER_JAR",
                BalancerClasses.compile(Path.of("target", "balancer-classes")).toString());
        return settings;
    }

    @Override
    public void stop() {
        super.stop();
        killMachines();
        BalancerClasses.end(BALANCER);
    }

    /** Machines outlive provisioning; those of tests need not. Those of tests in other folders are let be. */
    private static void killMachines() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(SERVERS + "/"))
                .forEach(ProcessHandle::destroyForcibly);
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(WORKLOAD.toString()))
                .filter(process -> process.info().commandLine().orElse("").contains("-Dhostmesh.server=srv_"))
                .forEach(ProcessHandle::destroyForcibly);
        if (!Files.exists(SERVERS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(SERVERS)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
