package io.hostmesh.provisioning.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Notes of machines that were deleted: an empty file per server whose time is when the machine ended. */
record EndedNotes(Path directory) {

    /** How long a note is kept: longer than any call about a deleted machine can be late. */
    static final Duration KEPT = Duration.ofDays(7);

    Optional<Instant> endOf(String serverId) throws IOException {
        try {
            return Optional.of(
                    Files.getLastModifiedTime(directory.resolve(serverId)).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(String serverId, Instant endedAt) throws IOException {
        Path prepared = Files.createTempFile(directory, ".", ".new");
        Files.setLastModifiedTime(prepared, FileTime.from(endedAt));
        Files.move(prepared, directory.resolve(serverId), StandardCopyOption.ATOMIC_MOVE);
    }

    void forgetBefore(Instant oldest) throws IOException {
        try (Stream<Path> notes = Files.list(directory)) {
            for (Path note : notes.toList()) {
                if (Files.getLastModifiedTime(note).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(note);
                }
            }
        }
    }
}
