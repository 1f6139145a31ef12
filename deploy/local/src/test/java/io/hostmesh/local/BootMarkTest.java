package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootMarkTest {

    private final Path bootId;
    private final BootMark mark;

    BootMarkTest(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("run"));
        bootId = home.resolve("boot_id");
        Files.writeString(bootId, "one\n");
        mark = new BootMark(home, bootId);
    }

    @Test
    void shouldKnowThatTheMachineDiedWhileTheMeshRan() throws IOException {
        mark.set();
        assertFalse(mark.isOfAnEarlierRun());
        Files.writeString(bootId, "two\n");
        assertTrue(mark.isOfAnEarlierRun());
        mark.set();
        assertFalse(mark.isOfAnEarlierRun());
    }

    @Test
    void shouldKnowThatTheMeshHadEndedBefore() throws IOException {
        mark.set();
        mark.remove();
        Files.writeString(bootId, "two\n");
        assertFalse(mark.isOfAnEarlierRun());
    }

    @Test
    void shouldRememberNothingWhereRunsHaveNoIds() throws IOException {
        Files.delete(bootId);
        mark.set();
        assertFalse(mark.isOfAnEarlierRun());
    }
}
