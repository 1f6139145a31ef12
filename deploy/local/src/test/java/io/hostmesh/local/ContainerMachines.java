package io.hostmesh.local;

import com.github.dockerjava.api.model.Container;
import io.hostmesh.local.client.Waiting;
import io.hostmesh.testmachines.TestEngine;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Containers of a Docker engine that runs for the test; skips it where none can. */
final class ContainerMachines implements Machines {

    private static final String TAG = "kill";
    private static final Pattern BY_ID = Pattern.compile("/containers/([0-9a-f]{64})");

    private final TestEngine engine;
    private final CallHolder calls;

    private ContainerMachines(TestEngine engine) throws IOException {
        this.engine = engine;
        this.calls = new CallHolder(
                UnixDomainSocketAddress.of(engine.host().substring("unix://".length())), this::withNames);
    }

    static ContainerMachines start() throws IOException {
        return new ContainerMachines(TestEngine.start(List.of()));
    }

    /** Containers are named by their servers, and later called by ids of the engine's own. */
    private String withNames(String call) {
        Matcher container = BY_ID.matcher(call);
        if (!container.find()) {
            return call;
        }
        return call
                + engine.ask(docker ->
                        docker.inspectContainerCmd(container.group(1)).exec().getName());
    }

    @Override
    public String location() {
        return "engine";
    }

    @Override
    public List<String> options() {
        String docker = "-Dhostmesh.locations.engine.docker.";
        return List.of(
                "-Dhostmesh.locations.engine.driver=docker",
                docker + "host=tcp://" + calls.address(),
                docker + "tag=" + TAG,
                docker + "images.workload-1=" + TestEngine.IMAGE,
                docker + "call-limit=10m",
                docker + "calls-at-once=128");
    }

    @Override
    public CallHolder calls() {
        return calls;
    }

    @Override
    public List<Step> ofCreation() {
        return List.of(Step.CONTAINER_ASKED, Step.CONTAINER_MADE, Step.START_ASKED, Step.STARTED);
    }

    @Override
    public List<Step> ofDeletion() {
        return List.of(Step.STOP_ASKED, Step.STOPPED, Step.NOTE_ASKED, Step.NOTED, Step.REMOVAL_ASKED, Step.REMOVED);
    }

    @Override
    public List<Step> late() {
        return List.of(Step.CONTAINER_ASKED, Step.START_ASKED);
    }

    @Override
    public Step over() {
        return Step.STOPPED;
    }

    /** The engine does not know when a workload began to listen. */
    @Override
    public Set<Step> answered() {
        return Set.of(Step.SENDING, Step.SENT);
    }

    @Override
    public void awaitOnly(List<String> serverIds) {
        Waiting.until(
                "one container for each of " + serverIds,
                PATIENCE,
                () -> servers(false).equals(serverIds) && servers(true).equals(serverIds));
    }

    private List<String> servers(boolean evenIfOff) {
        List<Container> containers = engine.ask(
                docker -> docker.listContainersCmd().withShowAll(evenIfOff).exec());
        return containers.stream()
                .map(container -> Map.copyOf(container.getLabels()).getOrDefault("io.hostmesh.server", "none"))
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {
        calls.close();
        engine.close();
    }
}
