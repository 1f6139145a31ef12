package io.hostmesh.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the jar of this machine's platform. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * The folder with {@code bin}, {@code lib} and {@code share} in it, unpacked into the cache folder if it is not
     * there yet. Several processes may ask for it at the same time.
     */
    static Path unpackedIn(Path cache) {
        String archive = archiveName();
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw new StartupException("there is no embedded PostgreSQL for this platform (" + archive
                        + " is not on the class path): set HOSTMESH_POSTGRES to a server of your own");
            }
            Path folder = cache.resolve(archive.replace(".txz", "") + "-"
                    + Integer.toHexString(resourceStamp(archive).hashCode()));
            if (!Files.isExecutable(folder.resolve("bin/postgres"))) {
                Files.createDirectories(cache);
                Path draft = Files.createTempDirectory(cache, "unpacking");
                Tar.unpack(new XZInputStream(new BufferedInputStream(packed, 1 << 16)), draft);
                publish(draft, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new StartupException("cannot unpack PostgreSQL into " + cache + ": " + e.getMessage(), e);
        }
    }

    private static void publish(Path draft, Path folder) throws IOException {
        try {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException anotherWasFaster) {
            Folders.delete(draft);
        }
    }

    /** Changes with the version of the binaries: the jar's name and size are part of it. */
    private static String resourceStamp(String archive) throws IOException {
        var resource = PostgresBinaries.class.getResource("/" + archive);
        if (resource == null) {
            return archive;
        }
        String[] jarPath = resource.getPath().split("/", -1);
        String jarName = jarPath.length > 1 ? jarPath[jarPath.length - 2] : archive;
        return jarName + resource.openConnection().getContentLengthLong();
    }

    private static String archiveName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String platform = system.contains("mac") ? "darwin" : system.contains("linux") ? "linux" : system;
        String architecture =
                switch (processor) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> processor;
                };
        return "postgres-" + platform + "-" + architecture + ".txz";
    }
}
