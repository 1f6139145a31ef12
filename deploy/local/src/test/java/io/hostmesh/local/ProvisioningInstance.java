package io.hostmesh.local;

import io.hostmesh.embedded.ProcessRecord;
import io.hostmesh.local.client.ApiClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One instance of provisioning, a process of its own, with a debugger that follows it. */
final class ProvisioningInstance implements AutoCloseable {

    /** The test holds steps up for longer than anything that is under way may take. */
    private static final List<String> PATIENT = List.of(
            "-Dhostmesh.reconciler.step-limit=10m",
            "-Dhostmesh.reconciler.answers-within=2m",
            "-Dhostmesh.drivers.call-limit=10m",
            "-Dhostmesh.reconciler.concurrency=48",
            "-Dhostmesh.rehearsal.rounds=1");

    private final ProcessRecord process;
    private final Debugger debugger;
    private final Machines machines;
    private final ApiClient api;

    private ProvisioningInstance(ProcessRecord process, Debugger debugger, Machines machines, ApiClient api) {
        this.process = process;
        this.debugger = debugger;
        this.machines = machines;
        this.api = api;
    }

    /**
     * Starts an instance of that mesh which makes such machines, and returns when it is ready.
     *
     * @param firstPort it listens on the one after that
     * @param more options of its virtual machine
     */
    static ProvisioningInstance start(Mesh mesh, Machines machines, int firstPort, String... more) throws Exception {
        Settings of = mesh.settings();
        Debugger debugger = Debugger.listen(Step.places());
        List<String> options = new ArrayList<>(PATIENT);
        options.add(debugger.option());
        options.addAll(machines.options());
        options.addAll(List.of(more));
        Settings settings = new Settings(
                of.root(),
                of.home(),
                firstPort,
                Optional.of(of.bootstrapServers()),
                Optional.of(of.postgresAddress()),
                mesh.secrets().databasePassword(Component.PROVISIONING.lowerName()),
                of.durability(),
                String.join(" ", options));
        List<ProcessRecord> started = new ArrayList<>();
        try {
            new Starter(settings, mesh.secrets(), System.out::println, started::add).start(Component.PROVISIONING);
        } catch (LauncherException e) {
            started.forEach(ProcessRecord::kill);
            throw e;
        }
        String token = InternalToken.ofAccount(account(machines), mesh.secrets().privateKey("identity"), Instant.now());
        return new ProvisioningInstance(
                started.get(0), debugger, machines, new ApiClient(settings.address(Component.PROVISIONING), token));
    }

    /** The account that has these machines and no others. */
    static String account(Machines machines) {
        return "acc_" + machines.location();
    }

    /** Has what comes to that step for a server next stand still there. */
    void stop(Step step, String serverId) {
        step.moment()
                .ifPresentOrElse(moment -> calls().stop(moment, serverId), () -> debugger.stop(step.place(), serverId));
    }

    void awaitHeld(Step step, String serverId) {
        step.moment()
                .ifPresentOrElse(
                        moment -> calls().awaitHeld(moment, serverId),
                        () -> debugger.awaitHeld(step.place(), serverId));
    }

    private CallHolder calls() {
        return Objects.requireNonNull(machines.calls());
    }

    /** Where its machines are made. */
    String location() {
        return machines.location();
    }

    ApiClient api() {
        return api;
    }

    Debugger debugger() {
        return debugger;
    }

    void kill9() {
        process.kill();
    }

    @Override
    public void close() {
        process.kill();
    }
}
