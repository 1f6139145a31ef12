package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.MachineSpec;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the small shell that runs a machine's command and keeps its exit status. */
final class MachineLaunch {

    /** The variable that says where a machine writes its port, which no other machine has the same. */
    static final String PORT_FILE = "HOSTMESH_PORT_FILE";

    private final Path script;
    private final Function<MachineSpec, List<String>> command;
    private final Cgroups groups;
    private final @Nullable String setsid;

    /** @param root where the script is put */
    MachineLaunch(Path root, Function<MachineSpec, List<String>> command, Cgroups groups) throws IOException {
        this.script = install(root);
        this.command = command;
        this.groups = groups;
        this.setsid = Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    private static Path install(Path root) throws IOException {
        Path installed = root.resolve(".machine.sh");
        Path prepared = Files.createTempFile(root, ".machine-", ".sh");
        try (InputStream source = MachineLaunch.class.getResourceAsStream("machine.sh")) {
            if (source == null) {
                throw new IllegalStateException("expected machine.sh beside this class");
            }
            Files.copy(source, prepared, StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.move(prepared, installed, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the wrapper, which ends soon after the machine. */
    Process begin(MachineDirectory directory) throws IOException {
        MachineSpec spec = directory.spec();
        groups.prepare(spec);
        List<String> words = new ArrayList<>();
        if (setsid != null) {
            words.add(setsid);
        }
        words.add("sh");
        words.add(script.toString());
        words.add(directory.path().toString());
        words.add(Integer.toString(spec.generation()));
        words.add(groups.entrances(spec.serverId()).stream().map(Path::toString).collect(Collectors.joining(" ")));
        words.addAll(command.apply(spec));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LANG", "TMPDIR"));
        environment.putAll(spec.environment());
        environment.put("HOSTMESH_VCPUS", spec.vcpus().toPlainString());
        environment.put("HOSTMESH_LIMITS", groups.version().text);
        environment.put(PORT_FILE, directory.portFile().toString());
        return builder.start();
    }
}
