package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.MachineSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of one machine of the process driver. */
record MachineDirectory(String serverId, Path path) {

    private static final String ENVIRONMENT = "environment.";
    private static final int LOG_TAIL_BYTES = 8192;
    private static final int LOG_TAIL_LINES = 20;
    private static final String UNKNOWN = "unknown";

    /** Holds the time at which the shutdown of the host began; the launcher writes it before it ends the machine. */
    private static final String HOST_STOPPING = "host-stopping";

    private static final String SPEC = "machine.properties";

    /** Beside the machines, and of one file system with them: where a machine's directory is until it is complete. */
    private static final String PREPARING = ".preparing";

    /** Apart from the spec, so that the wrapper can read it without a parser. */
    private static final String GENERATION = "generation";

    private static final Duration TIME_OF_FILES_LAGS = Duration.ofMillis(100);

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** Makes the directory with the spec in it, in one step; false if it was there already. */
    boolean create(MachineSpec spec) throws IOException {
        Path prepared = Files.createTempDirectory(
                Files.createDirectories(preparing()), serverId + "."); // Only its owner may look inside.
        try {
            Files.writeString(prepared.resolve(GENERATION), spec.generation() + "\n");
            write(spec, prepared.resolve(SPEC));
            Files.move(prepared, path, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            if (exists()) {
                return false;
            }
            throw e;
        } finally {
            forgetPrepared();
        }
    }

    private Path preparing() {
        return path.resolveSibling(PREPARING);
    }

    /** Removes what was prepared for the machine and never became it: there are secrets in it. */
    void forgetPrepared() throws IOException {
        try (DirectoryStream<Path> prepared = Files.newDirectoryStream(preparing(), serverId + ".*")) {
            for (Path directory : prepared) {
                deleteRecursively(directory);
            }
        } catch (NoSuchFileException e) {
            return; // Nothing was ever prepared.
        }
    }

    private static void write(MachineSpec spec, Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("serverId", spec.serverId());
        properties.setProperty("imageId", spec.imageId());
        properties.setProperty("locationId", spec.locationId());
        properties.setProperty("vcpus", spec.vcpus().toPlainString());
        properties.setProperty("memoryMegabytes", Integer.toString(spec.memoryMegabytes()));
        spec.environment().forEach((name, value) -> properties.setProperty(ENVIRONMENT + name, value));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    MachineSpec spec() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(path.resolve(SPEC))) {
            properties.load(in);
        }
        Map<String, String> environment = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(ENVIRONMENT)) {
                environment.put(name.substring(ENVIRONMENT.length()), properties.getProperty(name));
            }
        }
        return new MachineSpec(
                properties.getProperty("serverId"),
                generation(),
                properties.getProperty("imageId"),
                properties.getProperty("locationId"),
                new BigDecimal(properties.getProperty("vcpus")),
                Integer.parseInt(properties.getProperty("memoryMegabytes")),
                Map.copyOf(environment));
    }

    /** Which of a server's machines it is: those of before there were generations are the first. */
    int generation() throws IOException {
        try {
            return Integer.parseInt(Files.readString(path.resolve(GENERATION)).strip());
        } catch (NoSuchFileException e) {
            return 1;
        }
    }

    /** Changes the spec that the next launch reads. When the machine was made stays as it is. */
    void resize(BigDecimal vcpus, int memoryMegabytes) throws IOException {
        MachineSpec old = spec();
        FileTime made = Files.getLastModifiedTime(path.resolve(SPEC));
        Path prepared = path.resolve(SPEC + ".new");
        Files.deleteIfExists(prepared); // One that was interrupted.
        write(
                new MachineSpec(
                        old.serverId(),
                        old.generation(),
                        old.imageId(),
                        old.locationId(),
                        vcpus,
                        memoryMegabytes,
                        old.environment()),
                prepared);
        Files.setLastModifiedTime(prepared, made);
        Files.move(prepared, path.resolve(SPEC), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Path wrapperFile() {
        return path.resolve("wrapper");
    }

    Path portFile() {
        return path.resolve("port");
    }

    Path exitFile() {
        return path.resolve("exit");
    }

    Optional<ProcessIdentity> wrapper() {
        return ProcessIdentity.read(wrapperFile());
    }

    Optional<ProcessIdentity> process() {
        return ProcessIdentity.read(path.resolve("process"));
    }

    boolean launched() {
        return Files.exists(wrapperFile());
    }

    boolean ended() {
        return Files.exists(exitFile());
    }

    /** True if the machine was launched and neither its process nor a wrapper that is about to start it is alive. */
    boolean gone() {
        if (ended()) {
            return true;
        }
        Optional<ProcessIdentity> wrapper = wrapper();
        if (wrapper.isEmpty()) {
            return false;
        }
        return process()
                .map(process -> !process.alive())
                .orElseGet(() -> !wrapper.get().alive() && process().isEmpty());
    }

    /** Keeps a wrapper that has not begun yet from ever beginning. */
    void forbidLaunch() throws IOException {
        try {
            Files.writeString(wrapperFile(), "0 \n", StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            // It has begun; its process is dealt with as any other.
            return;
        }
    }

    /** Keeps a time for the end, where no wrapper was left to record it and the status. */
    void recordUnknownExit(Instant endedAt) throws IOException {
        Path prepared = Files.createTempFile(path, "exit", ".new");
        try {
            Files.writeString(prepared, UNKNOWN + "\n");
            Files.setLastModifiedTime(prepared, FileTime.from(endedAt));
            Files.createLink(exitFile(), prepared);
        } catch (FileAlreadyExistsException e) {
            return; // The wrapper was faster, and knows more.
        } finally {
            Files.deleteIfExists(prepared);
        }
    }

    /** When the machine last left a trace: the newest of its files. */
    Instant lastTrace() throws IOException {
        Instant newest = createdAt();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                newest = written.isAfter(newest) ? written : newest;
            }
        }
        return newest;
    }

    /** True if whoever shuts the host down had said so before the machine ended. */
    boolean endedByHost() throws IOException {
        Path announcement = path.resolve(HOST_STOPPING);
        if (!Files.exists(announcement)) {
            return false;
        }
        return !endedAt().isBefore(announcedAt(announcement).minus(TIME_OF_FILES_LAGS));
    }

    private static Instant announcedAt(Path announcement) throws IOException {
        try {
            return Instant.parse(Files.readString(announcement).strip());
        } catch (DateTimeParseException e) {
            return Files.getLastModifiedTime(announcement).toInstant(); // It was not written to the end.
        }
    }

    void forgetHostStopping() throws IOException {
        Files.deleteIfExists(path.resolve(HOST_STOPPING));
    }

    /** Forgets the last run, so that the machine can be launched again. The wrapper's file goes last. */
    void forgetRun() throws IOException {
        forgetHostStopping();
        Files.deleteIfExists(portFile());
        Files.deleteIfExists(path.resolve("process"));
        Files.deleteIfExists(exitFile());
        Files.deleteIfExists(wrapperFile());
    }

    Instant createdAt() throws IOException {
        return Files.getLastModifiedTime(path.resolve(SPEC)).toInstant();
    }

    Instant endedAt() throws IOException {
        return Files.getLastModifiedTime(exitFile()).toInstant();
    }

    @Nullable
    Integer exitStatus() throws IOException {
        String text = Files.readString(exitFile()).strip();
        return text.equals(UNKNOWN) || text.isEmpty() ? null : Integer.valueOf(text);
    }

    /** The port that the workload listens on, or empty as long as it has not said so. */
    Optional<Integer> port() throws IOException {
        try {
            String text = Files.readString(portFile()).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(text));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    Instant listeningSince() throws IOException {
        return Files.getLastModifiedTime(portFile()).toInstant();
    }

    List<String> lastLogLines() {
        try (RandomAccessFile log = new RandomAccessFile(path.resolve("log").toFile(), "r")) {
            long from = Math.max(0, log.length() - LOG_TAIL_BYTES);
            log.seek(from);
            byte[] tail = new byte[(int) (log.length() - from)];
            log.readFully(tail);
            List<String> lines =
                    new String(tail, StandardCharsets.UTF_8).lines().toList();
            return List.copyOf(lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return List.of(); // No log is no reason to lose the rest of the evidence.
        }
    }

    void delete() throws IOException {
        deleteRecursively(path);
        forgetPrepared();
    }

    private static void deleteRecursively(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // Gone already.
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e.getCause();
            }
        }
    }
}
