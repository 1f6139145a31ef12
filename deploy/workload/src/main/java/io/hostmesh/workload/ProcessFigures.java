package io.hostmesh.workload;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the operating system says of this process. On Linux the CPU time is the sum over the threads' own clocks, which
 * are exact to the nanosecond where the process's clock has steps of 10 ms. Not safe for use by several threads.
 */
final class ProcessFigures {

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Map<String, Long> nanosOfThreads = new HashMap<>();
    private long cpuNanos;

    /** CPU time of this process since its start. */
    long cpuNanos() {
        if (!readThreads()) {
            cpuNanos = ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(Duration::toNanos)
                    .orElse(cpuNanos);
        }
        return cpuNanos;
    }

    /** Bytes of this process that are in memory. */
    long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    String kilobytes =
                            line.substring("VmRSS:".length()).replace("kB", "").strip();
                    return Long.parseLong(kilobytes) * 1024;
                }
            }
        } catch (IOException notLinux) {
            // the virtual machine's own view is the best there is
        }
        var memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted();
    }

    /** A thread's time is added as it grows, so that a thread that ends takes nothing away. */
    private boolean readThreads() {
        Map<String, Long> now = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                nanosOf(thread).ifPresent(nanos -> now.put(thread.getFileName().toString(), nanos));
            }
        } catch (IOException notLinux) {
            return false;
        }
        if (now.isEmpty()) {
            return false;
        }
        now.forEach((thread, nanos) -> cpuNanos += Math.max(0, nanos - nanosOfThreads.getOrDefault(thread, 0L)));
        nanosOfThreads.clear();
        nanosOfThreads.putAll(now);
        return true;
    }

    private static OptionalLong nanosOf(Path thread) {
        try {
            String figures = Files.readString(thread.resolve("schedstat"));
            return OptionalLong.of(Long.parseLong(figures.substring(0, figures.indexOf(' '))));
        } catch (IOException ended) {
            return OptionalLong.empty();
        }
    }
}
