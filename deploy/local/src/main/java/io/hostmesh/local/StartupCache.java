package io.hostmesh.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the virtual machine learned of a program in its first run, so that the next start is fast: an AOT cache from JDK
 * 25 on, a class data archive before. The first run writes it when it ends in good order. A cache belongs to one JDK
 * and one build; one that does not fit is ignored by the virtual machine.
 */
final class StartupCache {

    private static final int FIRST_WITH_AOT_CACHE = 25;

    private final Path folder;
    private final String name;
    private final Path cache;
    private final Path draft;

    /**
     * @param folder where caches are kept
     * @param name of the program
     * @param build changes when the program does, for example the newest of its jars' times
     */
    StartupCache(Path folder, String name, long build) {
        this.folder = folder;
        this.name = name;
        String kind = usesAotCache() ? ".aot" : ".jsa";
        String key = name + "-" + Runtime.version() + "-" + Long.toHexString(build);
        this.cache = folder.resolve(key.replaceAll("[^A-Za-z0-9.+-]", "_") + kind);
        this.draft = folder.resolve(cache.getFileName() + ".new");
    }

    /** Whether this start teaches the cache, and so the process takes longer to end. */
    boolean isMissing() {
        return !Files.exists(cache);
    }

    /** The options for the next start. */
    List<String> options() {
        try {
            Files.createDirectories(folder);
            if (isMissing()) {
                deleteOlder();
                String teach = usesAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
                return List.of(teach + draft, "-Xlog:cds=off", "-Xlog:aot=off", "-Xlog:cds+dynamic=off");
            }
        } catch (IOException e) {
            return List.of();
        }
        String use = usesAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";
        return List.of(use + cache, "-Xlog:cds=off", "-Xlog:aot=off");
    }

    /** Whether a program that runs now has no cache yet: it writes one when it ends, which takes its time. */
    static boolean isBeingMade(Path folder, String name) {
        String[] files = folder.toFile().list();
        return files != null
                && Stream.of(files)
                        .noneMatch(file ->
                                file.startsWith(name + "-") && (file.endsWith(".aot") || file.endsWith(".jsa")));
    }

    /** Takes what a program's run that ended in good order has written. */
    static void adopt(Path folder, String name) {
        forDrafts(folder, name, draft -> {
            String finalName = draft.getFileName().toString().replaceAll("\\.new$", "");
            Files.move(draft, folder.resolve(finalName), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** Of a run that was killed nothing is taken. */
    static void discard(Path folder, String name) {
        forDrafts(folder, name, Files::deleteIfExists);
    }

    private interface FileAction {
        void accept(Path file) throws IOException;
    }

    private static void forDrafts(Path folder, String name, FileAction action) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String fileName = file.getFileName().toString();
                if (fileName.startsWith(name + "-") && fileName.endsWith(".new")) {
                    action.accept(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteOlder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(name + "-")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean usesAotCache() {
        return Runtime.version().feature() >= FIRST_WITH_AOT_CACHE;
    }
}
