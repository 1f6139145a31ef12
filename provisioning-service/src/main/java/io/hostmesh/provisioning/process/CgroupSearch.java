package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.process.Cgroups.Version;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Finds out whether this user may hold processes to limits on this computer, by doing it. */
final class CgroupSearch {

    private static final Logger LOG = Logger.getLogger(CgroupSearch.class);
    private static final Path MOUNTS = Path.of("/proc/mounts");
    private static final int PLACE = 1;
    private static final int KIND = 2;
    private static final int OPTIONS = 3;

    private CgroupSearch() {}

    /**
     * The groups for machines of one place, or none where there can be none; which it is goes to the log.
     *
     * @param name of the parent of all groups, below the root of each hierarchy
     * @param place tells this place from others on the same computer
     */
    static Cgroups find(String name, Path place) {
        String because;
        try {
            Optional<Cgroups> found = read(Files.readAllLines(MOUNTS), name, place);
            if (found.isPresent()) {
                tryOut(found.get(), name);
                LOG.infof(
                        "machines are held to their vCPUs and memory by=%s groups=%s",
                        found.get().version().text, found.get().parents());
                return found.get();
            }
            because = "there are no control groups for CPUs and memory";
        } catch (IOException | RuntimeException e) {
            because = e.toString();
        }
        LOG.warnf("machines are not held to their vCPUs and memory because=%s", because);
        return Cgroups.NONE;
    }

    /** What the table of mounted file systems has to offer. */
    static Optional<Cgroups> read(List<String> mounts, String name, Path place) {
        String folder = name + "/" + UUID.nameUUIDFromBytes(place.toString().getBytes(StandardCharsets.UTF_8));
        Optional<Path> unified = mounts.stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > OPTIONS && fields[KIND].equals("cgroup2"))
                .map(fields -> Path.of(fields[PLACE]))
                .filter(root -> words(root.resolve("cgroup.controllers")).containsAll(List.of("cpu", "memory")))
                .findFirst();
        if (unified.isPresent()) {
            return Optional.of(new Cgroups(Version.SECOND, List.of(unified.get().resolve(folder))));
        }
        Optional<Path> cpu = first(mounts, "cpu");
        Optional<Path> memory = first(mounts, "memory");
        return cpu.flatMap(ofCpu -> memory.map(
                ofMemory -> new Cgroups(Version.FIRST, List.of(ofCpu.resolve(folder), ofMemory.resolve(folder)))));
    }

    private static Optional<Path> first(List<String> mounts, String controller) {
        return mounts.stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > OPTIONS && fields[KIND].equals("cgroup"))
                .filter(fields -> Arrays.asList(fields[OPTIONS].split(",", -1)).contains(controller))
                .map(fields -> Path.of(fields[PLACE]))
                .findFirst();
    }

    private static List<String> words(Path file) {
        try {
            return List.of(Files.readString(file).strip().split(" ", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void tryOut(Cgroups groups, String name) throws IOException {
        for (Path parent : groups.parents()) {
            Files.createDirectories(parent);
        }
        if (groups.version() == Version.SECOND) {
            delegate(groups.parents().get(0), name);
        }
        groups.goBehindOthers(
                outermost(groups.parents().get(0), name), Runtime.getRuntime().availableProcessors());
        MachineSpec trial = new MachineSpec("trial-" + UUID.randomUUID(), 1, "", "", BigDecimal.ONE, 64, Map.of());
        groups.prepare(trial);
        groups.holdCpus(trial.serverId(), trial.vcpus());
        groups.remove(trial.serverId());
    }

    private static Path outermost(Path parent, String name) {
        Path group = parent;
        for (int level = Path.of(name).getNameCount(); level > 0; level--) {
            group = Objects.requireNonNull(group.getParent(), "expected " + parent + " to end with a place in " + name);
        }
        return group;
    }

    /** In the second version, a group has only the controllers that each group above hands down. */
    private static void delegate(Path parent, String name) throws IOException {
        List<Path> topDown = new ArrayList<>();
        Path group = parent;
        for (int level = Path.of(name).getNameCount() + 1; level >= 0 && group != null; level--) {
            topDown.add(0, group);
            group = group.getParent();
        }
        for (Path each : topDown) {
            Files.write(each.resolve("cgroup.subtree_control"), "+cpu +memory".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
