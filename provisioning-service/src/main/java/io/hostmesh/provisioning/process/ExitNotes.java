package io.hostmesh.provisioning.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Hears from the system when a file is made in a machine's directory, which a machine's wrapper does when the machine begins
 * and when it ends, whoever started it. That costs nothing as long as nothing happens. For one thread.
 */
final class ExitNotes implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExitNotes.class);

    private final Path root;
    private final WatchService system;
    private final WatchKey arrivals;

    /** @param root where the machines' directories are and will be */
    ExitNotes(Path root) throws IOException {
        this.root = root;
        this.system = root.getFileSystem().newWatchService();
        boolean attended = false;
        try {
            this.arrivals = root.register(system, StandardWatchEventKinds.ENTRY_CREATE);
            attendAll();
            attended = true;
        } finally {
            if (!attended) {
                system.close();
            }
        }
    }

    /** Waits for so long at most; the servers of whose machines something was heard. */
    Set<String> await(Duration limit) throws InterruptedException, IOException {
        WatchKey heard = system.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (heard == null) {
            return Set.of();
        }
        List<WatchEvent<?>> events = heard.pollEvents();
        heard.reset(); // It ends with its directory.
        if (!heard.equals(arrivals)) {
            return Set.of(nameOf((Path) heard.watchable()));
        }
        if (events.stream().anyMatch(event -> event.kind().equals(StandardWatchEventKinds.OVERFLOW))) {
            return attendAll();
        }
        return attend(events.stream().map(event -> root.resolve((Path) event.context())));
    }

    private Set<String> attendAll() throws IOException {
        try (Stream<Path> paths = Files.list(root)) {
            return attend(paths);
        }
    }

    private Set<String> attend(Stream<Path> paths) throws IOException {
        List<Path> machines =
                paths.filter(path -> !nameOf(path).startsWith(".")).toList();
        for (Path machine : machines) {
            try {
                machine.register(system, StandardWatchEventKinds.ENTRY_CREATE);
            } catch (NoSuchFileException | NotDirectoryException e) {
                LOG.debugf("is no machine, or no more path=%s", machine);
            }
        }
        return machines.stream().map(ExitNotes::nameOf).collect(Collectors.toSet());
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        system.close();
    }
}
