package io.hostmesh.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessCommandTest {

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    @Test
    void shouldLetOthersGoFirst() throws IOException, InterruptedException {
        Assumptions.assumeTrue(ProcessCommand.find("setsid").isPresent(), "setsid is not installed");
        assertEquals("7", output(ProcessCommand.detachedBehind(7, List.of("nice"))));
        assertEquals("0", output(ProcessCommand.detachedBehind(0, List.of("nice"))));
    }

    @Test
    void shouldLetOtherSessionsGoFirst() throws IOException, InterruptedException {
        Assumptions.assumeTrue(ProcessCommand.find("setsid").isPresent(), "setsid is not installed");
        Path own = Path.of("/proc/self/autogroup");
        Assumptions.assumeTrue(Files.exists(own), "this kernel does not schedule sessions as groups");
        String before = Files.readString(own);
        String session = output(ProcessCommand.detachedBehind(7, List.of("cat", own.toString())));
        assertTrue(session.endsWith("nice 7"), session);
        assertEquals(before, Files.readString(own), "only the session of that process");
    }

    @Test
    void shouldPassWordsAsTheyAre() throws IOException, InterruptedException {
        assertEquals("a b $c 'd'", output(ProcessCommand.detachedBehind(1, List.of("printf", "%s", "a b $c 'd'"))));
    }
}
