package io.hostmesh.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Command lines of the processes that are started here. */
public final class ProcessCommand {

    private ProcessCommand() {}

    /**
     * That command in a session of its own, so that neither a closed terminal nor a Ctrl-C ends it. The process id stays
     * the command's own.
     */
    public static List<String> detached(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (find("setsid").isPresent()) {
            whole.add("setsid");
        } else if (find("nohup").isPresent()) {
            whole.add("nohup");
        }
        whole.addAll(command);
        return List.copyOf(whole);
    }

    /** The program of that name on the path, if there is one. */
    public static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The java program that this virtual machine was started by. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
