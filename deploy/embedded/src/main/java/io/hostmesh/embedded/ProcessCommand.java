package io.hostmesh.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Command lines of the processes that are started here. */
public final class ProcessCommand {

    /**
     * Where Linux schedules sessions as groups (autogroups of sched(7)), a nice value counts among the processes of one session
     * only, so the session has it too. Who is not the administrator may say that ten times a second, all processes counted.
     */
    private static final String BEHIND = """
            tries=0
            while [ -w /proc/$$/autogroup ] && [ $tries -lt 10 ] && ! echo "$1" 2>/dev/null >/proc/$$/autogroup; do
                tries=$((tries + 1))
                sleep 0.1
            done
            nice=$1
            shift
            exec nice -n "$nice" "$@"
            """;

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

    /**
     * The same for what is to wait for others where processors are short.
     *
     * @param nice from 0, for as important as the others, to 19
     */
    public static List<String> detachedBehind(int nice, List<String> command) {
        if (nice == 0 || find("setsid").isEmpty() || find("nice").isEmpty()) {
            return detached(command);
        }
        List<String> whole = new ArrayList<>(List.of("sh", "-c", BEHIND, "sh", Integer.toString(nice)));
        whole.addAll(command);
        return detached(whole);
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
