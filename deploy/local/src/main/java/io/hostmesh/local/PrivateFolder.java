package io.hostmesh.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders that only their owner looks into: logs and servers tell about customers. */
final class PrivateFolder {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /** Makes the folder and those above it that are missing; what is there stays as it is. */
    static Path make(Path folder) throws IOException {
        return Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Makes the folder, and closes it to others where it was open. */
    static Path makeOrClose(Path folder) throws IOException {
        return Files.setPosixFilePermissions(make(folder), OWNER_ONLY);
    }
}
