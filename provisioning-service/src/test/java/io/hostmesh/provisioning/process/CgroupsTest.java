package io.hostmesh.provisioning.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.process.Cgroups.Version;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What control groups are told, in a folder that stands for their file system. */
class CgroupsTest {

    private static final MachineSpec SPEC =
            new MachineSpec("srv_a", 1, "workload-1", "local", new BigDecimal("1.5"), 64, Map.of());
    private static final Path PLACE = Path.of("/var/lib/servers");

    private final Path root;

    CgroupsTest(@TempDir Path root) {
        this.root = root;
    }

    private String text(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    @Test
    void shouldTellTheSecondVersion() throws IOException {
        Cgroups groups = new Cgroups(Version.SECOND, List.of(root));
        Files.createDirectories(root.resolve("srv_a"));
        Files.createFile(root.resolve("srv_a/memory.swap.max"));
        groups.prepare(SPEC);
        assertEquals("67108864", text("srv_a/memory.max"));
        assertEquals("0", text("srv_a/memory.swap.max"));
        assertFalse(Files.exists(root.resolve("srv_a/cpu.max")));
        groups.holdCpus("srv_a", SPEC.vcpus());
        assertEquals("150000 100000", text("srv_a/cpu.max"));
        assertEquals(List.of(root.resolve("srv_a/cgroup.procs")), groups.entrances("srv_a"));
        Files.writeString(root.resolve("srv_a/memory.events"), "oom 0\noom_kill 0\n");
        assertFalse(groups.ranOutOfMemory("srv_a"));
        Files.writeString(root.resolve("srv_a/memory.events"), "oom 3\noom_kill 1\n");
        assertTrue(groups.ranOutOfMemory("srv_a"));
        Files.createFile(root.resolve("srv_a/cgroup.kill"));
        groups.kill("srv_a");
        assertEquals("1", text("srv_a/cgroup.kill"));
    }

    @Test
    void shouldTellTheFirstVersion() throws IOException {
        Cgroups groups = new Cgroups(Version.FIRST, List.of(root.resolve("cpu"), root.resolve("memory")));
        groups.prepare(SPEC);
        assertEquals("67108864", text("memory/srv_a/memory.limit_in_bytes"));
        assertFalse(Files.exists(root.resolve("memory/srv_a/memory.memsw.limit_in_bytes")));
        groups.holdCpus("srv_a", new BigDecimal("0.1"));
        assertEquals("100000", text("cpu/srv_a/cpu.cfs_period_us"));
        assertEquals("10000", text("cpu/srv_a/cpu.cfs_quota_us"));
        Files.writeString(root.resolve("memory/srv_a/memory.oom_control"), "under_oom 0\noom_kill 2\n");
        assertTrue(groups.ranOutOfMemory("srv_a"));
        assertEquals(2, groups.entrances("srv_a").size());
    }

    @Test
    void shouldLetWhoeverManagesMachinesGoFirst() throws IOException {
        new Cgroups(Version.FIRST, List.of(root, root)).goBehindOthers(root, 2);
        assertEquals("220", text("cpu.shares"));
        new Cgroups(Version.SECOND, List.of(root)).goBehindOthers(root, 4);
        assertEquals("44", text("cpu.weight"));
        new Cgroups(Version.SECOND, List.of(root)).goBehindOthers(root, 1_000);
        assertEquals("10000", text("cpu.weight"), "the most that Linux takes");
    }

    @Test
    void shouldDoNothingWithoutGroups() throws IOException {
        Cgroups.NONE.prepare(SPEC);
        Cgroups.NONE.holdCpus("srv_a", SPEC.vcpus());
        Cgroups.NONE.kill("srv_a");
        Cgroups.NONE.remove("srv_a");
        assertFalse(Cgroups.NONE.ranOutOfMemory("srv_a"));
        assertEquals(List.of(), Cgroups.NONE.entrances("srv_a"));
    }

    @Test
    void shouldPreferTheSecondVersionIfItHasBothControllers() throws IOException {
        List<String> mounts = List.of(
                "tmpfs /sys/fs/cgroup tmpfs rw 0 0",
                "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0",
                "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0",
                "cgroup2 " + root + " cgroup2 rw,relatime 0 0");
        Files.writeString(root.resolve("cgroup.controllers"), "pids\n");
        Cgroups first = CgroupSearch.read(mounts, "hostmesh", PLACE).orElseThrow();
        assertEquals(Version.FIRST, first.version());
        assertTrue(first.parents().get(0).startsWith("/sys/fs/cgroup/cpu,cpuacct/hostmesh"));
        assertTrue(first.parents().get(1).startsWith("/sys/fs/cgroup/memory/hostmesh"));
        Files.writeString(root.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Cgroups second = CgroupSearch.read(mounts, "hostmesh", PLACE).orElseThrow();
        assertEquals(Version.SECOND, second.version());
        assertTrue(second.parents().get(0).startsWith(root.resolve("hostmesh")));
        assertEquals(Optional.empty(), CgroupSearch.read(mounts.subList(0, 2), "hostmesh", PLACE));
    }
}
