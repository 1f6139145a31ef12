package io.hostmesh.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the virtual machine learned of a program in its first run, so that the next start is fast: an archive of its loaded
 * classes. The first run writes it when it ends in good order. An archive belongs to one JDK and one build; one that
 * does not fit is ignored by the virtual machine.
 */
final class StartupCache {

    private static final String FINISHED = ".jsa";
    private static final String DRAFT = ".jsa.new";

    private final Path folder;
    private final String name;
    private final String key;

    /**
     * @param folder where archives are kept
     * @param name of the program
     * @param build changes when the program does, for example the newest of its jars' times
     */
    StartupCache(Path folder, String name, long build) {
        this.folder = folder;
        this.name = name;
        this.key = (name + "-" + Runtime.version() + "-" + Long.toHexString(build)).replaceAll("[^A-Za-z0-9.+-]", "_");
    }

    /** The options for the next start. Without a place to keep archives there are none. */
    List<String> options() {
        List<String> reading = readingOptions();
        if (!reading.isEmpty()) {
            return reading;
        }
        try {
            Files.createDirectories(folder);
            forFiles(folder, name, "", Files::deleteIfExists);
        } catch (IOException e) {
            return List.of();
        }
        return List.of(
                "-XX:ArchiveClassesAtExit=" + folder.resolve(key + DRAFT), "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    /** The same, but for a start that must not write an archive: empty where there is none to read. */
    List<String> readingOptions() {
        Path archive = folder.resolve(key + FINISHED);
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off") : List.of();
    }

    /** Whether a program that runs now has no archive yet: it writes one when it ends, which takes its time. */
    static boolean isBeingMade(Path folder, String name) {
        String[] files = folder.toFile().list();
        return files != null
                && Stream.of(files).noneMatch(file -> file.startsWith(name + "-") && file.endsWith(FINISHED));
    }

    /** Takes what a program's run that ended in good order has written. */
    static void adopt(Path folder, String name) {
        forFiles(folder, name, DRAFT, draft -> {
            String finished = draft.getFileName().toString().replace(DRAFT, FINISHED);
            Files.move(draft, folder.resolve(finished), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** Of a run that was killed nothing is taken. */
    static void discard(Path folder, String name) {
        forFiles(folder, name, DRAFT, Files::deleteIfExists);
    }

    private interface FileAction {
        void accept(Path file) throws IOException;
    }

    private static void forFiles(Path folder, String name, String end, FileAction action) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String fileName = file.getFileName().toString();
                if (fileName.startsWith(name + "-") && fileName.contains(FINISHED) && fileName.endsWith(end)) {
                    action.accept(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
