package io.hostmesh.balancer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a balancer: {@code lock}, which only one process has; {@code process}, its id and its start in ticks since boot;
 * and {@code control}, the control port, the token and the version of the language, for the owner's eyes only.
 */
final class RunFolder {

    private static final int LANGUAGE = 1;
    private static final int START_TIME = 19;
    private static final String OPEN_FILES = "Max open files";

    private final Path folder;
    private final String identity;
    /** Held as long as the process lives. */
    private @Nullable FileChannel lock;

    RunFolder(Path folder) {
        this.folder = folder;
        this.identity = ProcessHandle.current().pid() + " " + startTime() + "\n";
    }

    /** False if another process has it. */
    boolean lock() throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = channel;
        return channel.tryLock() != null;
    }

    void announce(int port, String token) throws IOException {
        writeAtOnce("control", identity.strip() + " " + port + " " + token + " " + LANGUAGE + "\n");
        writeAtOnce("process", identity);
    }

    /** False if the folder is gone, or is another's: then nobody would ever end this process. */
    boolean isOurs() {
        try {
            return Files.readString(folder.resolve("process")).equals(identity);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // It cannot be told now, as where too many files are open.
        }
    }

    /** Leaves nothing that says it runs, and the folder to the next process. */
    void forget() throws IOException {
        if (isOurs()) {
            Files.deleteIfExists(folder.resolve("control"));
            Files.deleteIfExists(folder.resolve("process"));
        }
        if (lock != null) {
            lock.close();
        }
    }

    private void writeAtOnce(String name, String text) throws IOException {
        Path draft = Files.createTempFile(
                folder,
                name,
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text);
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String startTime() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME];
        } catch (IOException notLinux) {
            return "";
        }
    }

    /** How many files this process may have open, connections included. */
    static long mostOpenFiles() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.filter(line -> line.startsWith(OPEN_FILES))
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ", -1)[0])
                    .filter(most -> most.matches("[0-9]{1,18}"))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException notLinux) {
            return Long.MAX_VALUE;
        }
    }
}
