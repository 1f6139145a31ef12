package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.embedded.Durability;
import io.hostmesh.embedded.Folders;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person sees when something is wrong: one clear line, and nothing half running. */
class LauncherTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final int PORTS_FROM = 17_500;

    private final Path home = Path.of("target", "launcher-test").toAbsolutePath();
    private final Settings settings = Settings.at(ROOT, home, FreePorts.firstOfFree(PORTS_FROM));
    private final List<String> said = new ArrayList<>();

    LauncherTest() {
        Folders.delete(home);
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(Map.of(), Mesh.at(settings).processes());
        Folders.delete(home);
    }

    @Test
    void shouldEndTheBalancerToo() throws Exception {
        Process balancer = new ProcessBuilder("sleep", "60").start();
        Files.createDirectories(settings.balancer());
        Files.writeString(settings.balancer().resolve("process"), balancer.pid() + "\n");
        Mesh mesh = Mesh.at(settings);
        assertTrue(mesh.processes().containsKey("balancer"));
        mesh.down(line -> {});
        assertTrue(balancer.waitFor(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldSayWhichPortIsInUse() throws Exception {
        int port = settings.port(Component.BILLING);
        try (ServerSocket another = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    "port " + another.getLocalPort() + " (for billing) is in use by another program:"
                            + " end that, or set HOSTMESH_PORT to the first of 8 free ports",
                    failureOfUp(settings));
        }
    }

    @Test
    void shouldSayThatTheDataFolderCannotBeWritten() throws Exception {
        Files.writeString(home, "a file where a folder should be");
        String message = failureOfUp(settings);
        assertTrue(message.startsWith("cannot write to the data folder " + home), message);
    }

    @Test
    void shouldSayWhyPostgresDoesNotStartOnBrokenData() throws Exception {
        Path data = Files.createDirectories(home.resolve("postgres/data"));
        Files.writeString(data.resolve("PG_VERSION"), "9\n");
        String message = failureOfUp(settings);
        assertTrue(message.startsWith("PostgreSQL ended at start (exit status "), message);
        assertTrue(said.contains("ending what was started"), said::toString);
    }

    @Test
    void shouldSayWhichServiceIsNotBuiltAndEndWhatWasStarted() {
        Path nowhere = home.resolve("nowhere");
        String message = failureOfUp(Settings.at(nowhere, home, settings.firstPort()));
        assertTrue(message.contains(" is not built: there is no " + nowhere), message);
        assertTrue(said.stream().anyMatch(line -> line.contains("kafka         ready after")), said::toString);
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        var refused = assertThrows(LauncherException.class, () -> Settings.of(Map.of("HOSTMESH_PORT", "70000")));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("HOSTMESH_PORT is '70000'"), refused::getMessage);
    }

    @Test
    void shouldRefuseADurabilityThatIsNone() {
        var refused = assertThrows(LauncherException.class, () -> Settings.of(Map.of("HOSTMESH_DURABILITY", "often")));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("HOSTMESH_DURABILITY is 'often'"), refused::getMessage);
        assertEquals(
                Durability.MACHINE,
                Settings.of(Map.of("HOSTMESH_DURABILITY", "machine")).durability());
        assertEquals(Durability.PROCESS, Settings.of(Map.of()).durability());
    }

    @Test
    void shouldKeepSecretsFromOthers() throws Exception {
        Secrets secrets = Secrets.in(home.resolve("secrets"));
        String key = secrets.adminKey();
        assertTrue(key.matches("hmk_[a-z2-7]{16}_[a-z2-7]{52}"), key);
        assertEquals(key, Secrets.in(home.resolve("secrets")).adminKey());
        assertEquals(64, secrets.adminKeyHash().length());
        try (var files = Files.list(home.resolve("secrets"))) {
            for (Path file : files.toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        file::toString);
            }
        }
    }

    @Test
    void shouldSayThatTheJdkIsTooOld() throws Exception {
        Path jdk = fakeJdk("11.0.2");
        assertEquals(
                "hostmesh: the newest JDK found is 11 (" + jdk + "), but 17 or newer is needed\n",
                outputOfStatusWith(jdk));
    }

    @Test
    void shouldSayThatThereIsNoJdk() throws Exception {
        assertEquals(
                "hostmesh: found no JDK: install one (17 or newer) or set JAVA_HOME\n",
                outputOfStatusWith(home.resolve("none/jdk")));
    }

    @Test
    void shouldRunTheNewestJdk() throws Exception {
        fakeJdk("17.0.1");
        Path newest = fakeJdk("21.0.4");
        String output = outputOfStatusWith(newest);
        assertFalse(output.contains("needed"), output);
    }

    private String failureOfUp(Settings broken) {
        LauncherException failure =
                assertThrows(LauncherException.class, () -> Mesh.at(broken).up(said::add));
        return String.valueOf(failure.getMessage());
    }

    private Path fakeJdk(String version) throws Exception {
        Path jdk = home.resolve("jdks").resolve("jdk-" + version);
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho started " + version + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    /** Runs the entry point with no other JDK to be found than those beside that one. */
    private String outputOfStatusWith(Path jdk) throws Exception {
        Path tools = Files.createDirectories(home.resolve("tools"));
        for (String tool : List.of("sh", "sed", "dirname", "readlink", "head", "find", "cat")) {
            Path link = tools.resolve(tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(
                        link,
                        io.hostmesh.embedded.ProcessCommand.find(tool)
                                .orElseThrow()
                                .toRealPath());
            }
        }
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", ROOT.resolve("hostmesh").toString(), "status");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", tools.toString(),
                        "HOME", home.toString(),
                        "HOSTMESH_HOME", home.resolve("data").toString(),
                        "HOSTMESH_JDK_FOLDERS", "/nowhere:" + jdk.getParent()));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
