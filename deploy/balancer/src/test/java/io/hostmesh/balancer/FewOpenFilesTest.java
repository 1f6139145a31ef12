package io.hostmesh.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process where the system lets it open few files: every connection takes two of them. */
@Timeout(60)
class FewOpenFilesTest {

    private static final int FILES = 110;
    private static final int CARRIED = 23;
    private static final int ASKED_FOR = 60;

    private static String ask(Path folder, String request) throws IOException {
        String[] words = Files.readString(folder.resolve("control")).strip().split(" ", -1);
        try (Socket control = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words[2]))) {
            control.getOutputStream().write((words[3] + "\n" + request + "\n.\n").getBytes(StandardCharsets.US_ASCII));
            return new String(control.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean answered(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        client.getOutputStream().write('?');
        return client.getInputStream().read() == 'a';
    }

    @Test
    void shouldCarryWhatItCanAndLetTheOthersWait(@TempDir Path folder) throws Exception {
        Path program = Path.of(Balancer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + FILES + " && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        program.toString(),
                        "io.hostmesh.balancer.Balancer",
                        folder.toString(),
                        "group-percent=100")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        List<Socket> clients = new ArrayList<>();
        try (TestBackend member = TestBackend.naming("a")) {
            EventLoopTest.await("the process", () -> Files.exists(folder.resolve("control")));
            int port = EventLoopTest.freePort();
            ask(
                    folder,
                    "apply grp_1 127.0.0.1 " + port + " 256\nbackend srv_1 "
                            + member.spec(false).address() + " ready");
            for (int client = 0; client < ASKED_FOR; client++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            for (Socket client : clients.subList(0, CARRIED)) {
                assertTrue(answered(client));
            }
            String observed = ask(folder, "observe");
            assertTrue(observed.contains(" ready " + CARRIED + "\n"), observed);
            assertTrue(observed.contains(port + " full\n"), observed);
            clients.get(0).close();
            assertTrue(answered(clients.get(CARRIED)));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldTakeNoMoreThanItIsToldTo() {
        Limits told = Limits.of(Map.of("connections", "500"));
        assertEquals(500, told.within(4_096).connections());
        assertEquals(480, told.within(1_024).connections());
        assertEquals(1, told.within(10).connections());
    }
}
