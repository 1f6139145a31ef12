package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.local.client.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Processes on this computer, as a mesh has them by default. */
final class ProcessMachines implements Machines {

    private final Settings settings;

    ProcessMachines(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String location() {
        return "local";
    }

    @Override
    public List<String> options() {
        return List.of();
    }

    @Override
    public @Nullable CallHolder calls() {
        return null;
    }

    @Override
    public List<Step> ofCreation() {
        return List.of(Step.PREPARING, Step.LAUNCHING, Step.LAUNCHED);
    }

    @Override
    public List<Step> ofDeletion() {
        return List.of(Step.ENDING, Step.ENDED, Step.REMOVING);
    }

    @Override
    public List<Step> late() {
        return List.of();
    }

    @Override
    public Step over() {
        return Step.ENDED;
    }

    @Override
    public Set<Step> answered() {
        return EnumSet.range(Step.DONE, Step.SENT);
    }

    @Override
    public void awaitOnly(List<String> serverIds) throws IOException {
        Waiting.until(
                "one process for each of " + serverIds,
                PATIENCE,
                () -> processes().equals(serverIds) && wrappers().equals(serverIds));
        assertEquals(serverIds, directories());
    }

    /** The servers whose machines run, each as often as there are processes for it, in their order. */
    private List<String> processes() {
        String workload = settings.root()
                .resolve("deploy/workload/target/hostmesh-workload.jar")
                .toString();
        return running("java", "-Dhostmesh.server=", workload);
    }

    /** The same for the wrappers that look after them. */
    private List<String> wrappers() {
        Path servers = settings.servers();
        return running("sh", servers + "/", servers + "/.machine.sh");
    }

    private static List<String> running(String program, String prefix, String among) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .filter(info -> info.command().orElse("").endsWith(program))
                .map(info -> List.of(info.arguments().orElse(new String[0])))
                .filter(arguments -> arguments.contains(among))
                .flatMap(List::stream)
                .filter(argument -> argument.startsWith(prefix + "srv_"))
                .map(argument -> argument.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** What there is on the disk of machines, those that are being prepared included. */
    private List<String> directories() throws IOException {
        Path servers = settings.servers();
        try (Stream<Path> machines = Files.list(servers);
                Stream<Path> prepared = Files.list(servers.resolve(".preparing"))) {
            return Stream.concat(
                            machines.filter(
                                    path -> !path.getFileName().toString().startsWith(".")),
                            prepared)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {}
}
