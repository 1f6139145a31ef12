package io.hostmesh.local;

import io.hostmesh.embedded.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What runs, since when, and in how much memory. */
final class Status {

    private final Mesh mesh;
    private final Clock clock;

    Status(Mesh mesh, Clock clock) {
        this.mesh = mesh;
        this.clock = clock;
    }

    /** Prints a line for each component; true if all of them are healthy. */
    boolean print(Progress out) {
        out.say(String.format("%-13s %-10s %8s %7s %10s %9s", "component", "state", "pid", "port", "since", "memory"));
        long total = 0;
        boolean healthy = true;
        for (Component component : mesh.components()) {
            Optional<ProcessRecord> record = mesh.record(component).stream()
                    .filter(ProcessRecord::isRunning)
                    .findFirst();
            String state = record.map(running -> state(component)).orElse("down");
            healthy &= state.equals("up");
            long bytes = record.map(running -> residentBytes(running.pid())).orElse(0L);
            total += bytes;
            out.say(String.format(
                    "%-13s %-10s %8s %7d %10s %9s",
                    component.lowerName(),
                    state,
                    record.map(running -> Long.toString(running.pid())).orElse("-"),
                    mesh.settings().port(component),
                    record.map(running -> age(running.startMillis())).orElse("-"),
                    record.isPresent() ? megabytes(bytes) : "-"));
        }
        List<ProcessRecord> servers = LocalServers.running(mesh.settings().servers());
        for (ProcessRecord server : servers) {
            total += residentBytes(server.pid());
        }
        long count = servers.stream().map(ProcessRecord::name).distinct().count();
        out.say(count + " servers, " + megabytes(total) + " resident in all");
        return healthy;
    }

    private String state(Component component) {
        if (!component.isService()) {
            return "up";
        }
        return ServiceProcess.isReady(mesh.settings().address(component)) ? "up" : "unhealthy";
    }

    private String age(long startMillis) {
        Duration age = Duration.ofMillis(Math.max(0, clock.millis() - startMillis));
        return age.toHours() > 0
                ? age.toHours() + "h" + age.toMinutesPart() + "m"
                : age.toMinutes() + "m" + age.toSecondsPart() + "s";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%d MB", bytes / (1024 * 1024));
    }

    /** The memory of a process that is in RAM; 0 where the system does not say. PostgreSQL's children count with it. */
    static long residentBytes(long pid) {
        long bytes = ownResidentBytes(pid);
        List<ProcessHandle> children =
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).toList();
        for (ProcessHandle child : children) {
            bytes += ownResidentBytes(child.pid());
        }
        return bytes;
    }

    private static long ownResidentBytes(long pid) {
        long kilobytes = 0;
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    kilobytes = Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException notReadable) {
            return 0;
        }
        return kilobytes * 1024;
    }
}
