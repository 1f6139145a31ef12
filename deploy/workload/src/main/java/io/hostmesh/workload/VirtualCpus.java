package io.hostmesh.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How many CPUs a server's plan has: what its control group allows where it was told that it has one of its own, because that
 * follows a change of plan, and otherwise what its environment says.
 */
final class VirtualCpus {

    private VirtualCpus() {}

    static double of(Map<String, String> environment) {
        double told = Double.parseDouble(environment.getOrDefault("HOSTMESH_VCPUS", "1"));
        String controlGroup = environment.get("HOSTMESH_CONTROL_GROUP");
        return controlGroup == null ? told : allowed(Path.of(controlGroup)).orElse(told);
    }

    /** By {@code cpu.max} in version 2 of control groups, by two files in version 1; empty where there is no limit. */
    private static OptionalDouble allowed(Path controlGroup) {
        String both = read(controlGroup.resolve("cpu.max"));
        String[] parts = both == null
                ? new String[] {
                    read(controlGroup.resolve("cpu/cpu.cfs_quota_us")),
                    read(controlGroup.resolve("cpu/cpu.cfs_period_us"))
                }
                : both.split(" ", -1);
        if (parts.length != 2 || !isNumber(parts[0]) || !isNumber(parts[1])) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]));
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null && text.matches("[1-9][0-9]{0,17}");
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            return null; // What cannot be read tells nothing.
        }
    }
}
