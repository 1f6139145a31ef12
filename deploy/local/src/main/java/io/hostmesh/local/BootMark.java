package io.hostmesh.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers in which run of the operating system the mesh was started, until it has ended and its data are on the disk. A mark of
 * an earlier run says that the machine died meanwhile. Linux alone gives its runs ids; elsewhere nothing is remembered.
 */
final class BootMark {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path file;
    private final Path bootId;

    BootMark(Path home) {
        this(home, BOOT_ID);
    }

    BootMark(Path home, Path bootId) {
        this.file = home.resolve("run/boot-id");
        this.bootId = bootId;
    }

    /** Whether the mesh ran when the machine died. */
    boolean isOfAnEarlierRun() {
        Optional<String> marked = read(file);
        Optional<String> current = read(bootId);
        return marked.isPresent() && current.isPresent() && !marked.equals(current);
    }

    void set() {
        read(bootId).ifPresent(id -> {
            try {
                Files.writeString(file, id);
            } catch (IOException e) {
                throw new LauncherException("cannot write " + file + ": " + e.getMessage(), e);
            }
        });
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LauncherException("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
