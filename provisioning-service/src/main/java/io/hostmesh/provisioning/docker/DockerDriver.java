package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.hostmesh.provisioning.docker.Container.End;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Machines as containers of a Docker engine, one per server, named and labelled by it. The engine keeps all there is to know: a
 * name is given once, so of several creations one makes the container; and a deleted server leaves a note there. A note is
 * written before its container is removed and read after one is made, so a creation and a deletion that meet leave nothing.
 */
final class DockerDriver implements Driver, AutoCloseable {

    static final String NAME = "docker";

    private static final Duration NOTES_READ_EVERY = Duration.ofMinutes(1);
    private static final Duration NOTES_PRUNED_EVERY = Duration.ofHours(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Engine engine;
    private final EndedVolumes notes;
    private final Listening listening;
    private final ExitEvents exits;
    private final Clock clock;
    private final EndedMachines endedMachines;
    private volatile Instant notesReadAt = Instant.EPOCH;
    private volatile Instant notesPrunedAt = Instant.EPOCH;

    DockerDriver(DockerPlace place, Clock clock) {
        this.engine = new Engine(place);
        this.notes = new EndedVolumes(engine);
        this.listening = new Listening(clock);
        this.exits = new ExitEvents(place);
        this.endedMachines = new EndedMachines(clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Machine create(MachineSpec spec) {
        String serverId = spec.serverId();
        Optional<Instant> ended = notes.endOf(serverId);
        if (ended.isPresent()) {
            return new Machine.Absent(serverId, ended.get());
        }
        Container container = container(spec);
        if (container.fresh()) {
            if (notes.endOf(serverId).isPresent()) {
                engine.remove(container); // It was deleted in the meantime.
                return observe(serverId);
            }
            start(container);
        }
        return observe(serverId);
    }

    /** What the engine will not start is removed, so that the next attempt makes another one instead of trying the same again. */
    private void start(Container container) {
        try {
            engine.start(container);
        } catch (DriverException e) {
            boolean answered = e.getCause() instanceof DockerException;
            if (answered
                    && engine.find(container.serverId())
                            .filter(Container::fresh)
                            .isPresent()) {
                engine.remove(container);
            }
            throw e;
        }
    }

    /** The server's container of the spec's generation or a higher one, made if there is none; one of a lower goes. */
    private Container container(MachineSpec spec) {
        long end = System.nanoTime() + engine.limit().toNanos();
        while (true) {
            Optional<Container> found = engine.find(spec.serverId());
            if (found.isPresent() && found.get().generation() >= spec.generation()) {
                return found.get();
            }
            if (found.isPresent()) {
                engine.stop(found.get());
                engine.remove(found.get());
            } else if (engine.create(spec)) {
                continue;
            }
            pause(end, "the container of " + spec.serverId() + " is not made");
        }
    }

    @Override
    public Machine observe(String serverId) {
        return engine.find(serverId)
                .map(this::seen)
                .orElseGet(
                        () -> new Machine.Absent(serverId, notes.endOf(serverId).orElse(null)));
    }

    private Machine seen(Container container) {
        if (container.fresh()) {
            return neverBegun(container);
        }
        return container.end() == null
                ? alive(container, listening.since(container))
                : ended(container, container.end(), engine.lastLogLines(container));
    }

    private static Machine neverBegun(Container container) {
        return new Machine.Ended(
                container.serverId(), container.createdAt(), null, container.createdAt(), false, List.of());
    }

    private static Machine alive(Container container, @Nullable Instant listeningSince) {
        String address = container.address() == null || listeningSince == null
                ? null
                : container.address().toString();
        return new Machine.Alive(container.serverId(), container.createdAt(), address, listeningSince);
    }

    private Machine ended(Container container, End end, List<String> lastLogLines) {
        boolean byHost = HostShutdown.possible(end) && HostShutdown.ended(end, engine.startedAt());
        return new Machine.Ended(
                container.serverId(),
                container.createdAt(),
                end.exitStatus(),
                end.at(),
                byHost,
                end.outOfMemory(),
                lastLogLines);
    }

    /** Without the log of those that ended, and of the others' addresses those that were observed before. */
    @Override
    public List<Machine> observeAll() {
        Map<String, Instant> ended = notesNowAndThen();
        List<Machine> machines = new ArrayList<>();
        List<Container.Listed> all = engine.list();
        listening.keepOnly(all.stream().map(Container.Listed::serverId).collect(Collectors.toSet()));
        for (Container.Listed listed : all) {
            if (ended.containsKey(listed.serverId())) {
                engine.find(listed.serverId())
                        .ifPresent(engine::remove); // A creation overtook its deletion, or a crash.
            } else if (listed.off()) {
                endedMachines.find(listed, this::endedWithoutLog).ifPresent(machines::add);
            } else {
                machines.add(alive(listed));
            }
        }
        return machines;
    }

    /**
     * Whose machines were deleted, or nothing most of the time: there are notes of all for days, and seldom a container of one of
     * them.
     */
    private Map<String, Instant> notesNowAndThen() {
        Instant now = clock.instant();
        if (!now.isBefore(notesReadAt) && now.isBefore(notesReadAt.plus(NOTES_READ_EVERY))) {
            return Map.of();
        }
        Map<String, Instant> ended = notes.all();
        prune(ended);
        notesReadAt = now;
        return ended;
    }

    private Machine alive(Container.Listed listed) {
        Instant since = listening.knownSince(listed.serverId(), listed.id());
        String address = since == null || listed.address() == null
                ? null
                : listed.address().toString();
        return new Machine.Alive(listed.serverId(), listed.createdAt(), address, since);
    }

    /** Empty where it was started or removed since it was listed. */
    private Optional<Machine> endedWithoutLog(Container.Listed listed) {
        return engine.find(listed.serverId())
                .filter(container -> container.fresh() || container.end() != null)
                .map(container ->
                        container.end() == null ? neverBegun(container) : ended(container, container.end(), List.of()));
    }

    private void prune(Map<String, Instant> ended) {
        Instant now = clock.instant();
        if (notesPrunedAt.plus(NOTES_PRUNED_EVERY).isBefore(now)) {
            ended.entrySet().stream()
                    .filter(note -> note.getValue().isBefore(now.minus(EndedVolumes.KEPT)))
                    .forEach(note -> notes.forget(note.getKey()));
            notesPrunedAt = now;
        }
    }

    @Override
    public Machine power(String serverId, Power power) {
        Optional<Container> container = engine.find(serverId);
        if (container.isPresent() && notes.endOf(serverId).isEmpty()) {
            switch (power) {
                case ON -> engine.start(container.get());
                case OFF -> engine.stop(container.get());
            }
        }
        return observe(serverId);
    }

    @Override
    public Machine resize(MachineSpec spec) {
        engine.find(spec.serverId()).ifPresent(container -> engine.resize(container, spec));
        return observe(spec.serverId());
    }

    @Override
    public @Nullable Instant delete(String serverId) {
        Optional<Container> container = engine.find(serverId);
        boolean known = container.isPresent() || notes.endOf(serverId).isPresent();
        Instant endedAt = clock.instant();
        if (container.isPresent()) {
            engine.stop(container.get());
            End end = engine.find(serverId).map(Container::end).orElse(null);
            endedAt = end == null ? endedAt : end.at();
        }
        notes.write(serverId, endedAt); // Where there is a note already, it stays.
        removeAll(serverId);
        listening.forget(serverId);
        endedMachines.forget(serverId);
        return known ? notes.endOf(serverId).orElse(null) : null;
    }

    /** Removes what is there, and returns when nothing is; a creation can have come in between. */
    private void removeAll(String serverId) {
        long end = System.nanoTime() + engine.limit().toNanos();
        Optional<Container> container = engine.find(serverId);
        while (container.isPresent()) {
            engine.remove(container.get());
            pause(end, "the container of " + serverId + " is not removed");
            container = engine.find(serverId);
        }
    }

    private void pause(long end, String otherwise) {
        if (System.nanoTime() > end) {
            throw new DriverException(otherwise + " after " + engine.limit());
        }
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new DriverException("interrupted: " + otherwise);
        }
    }

    @Override
    public void onExit(Consumer<String> listener) {
        exits.tell(serverId -> {
            endedMachines.forget(serverId);
            listener.accept(serverId);
        });
    }

    @Override
    public void close() throws IOException {
        exits.close();
        engine.close();
    }
}
