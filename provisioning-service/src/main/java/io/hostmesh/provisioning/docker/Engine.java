package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One engine, as far as machines need it. Each call takes a bounded time; {@link DriverException} where its outcome is not
 * known.
 */
final class Engine implements AutoCloseable {

    static final String PLACE = "io.hostmesh.place";
    static final String SERVER = "io.hostmesh.server";
    static final String GENERATION = "io.hostmesh.generation";

    /** Where a container sees its own. */
    private static final String CONTROL_GROUP = "/sys/fs/cgroup";

    private static final String NAME_PREFIX = "hostmesh-";
    private static final long BYTES_PER_MEGABYTE = 1024L * 1024;
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);
    private static final String DEFAULT_NETWORK = "bridge";
    private static final int LOGS_AT_ONCE = 4;

    private final DockerPlace place;
    private final EngineClient client;
    private final LimitedCalls calls;
    private final Duration limit;
    /** One that does not come holds a thread and a connection for as long as the engine does not end it, whoever waits for it. */
    private final Semaphore logs = new Semaphore(LOGS_AT_ONCE);

    Engine(DockerPlace place) {
        this.place = place;
        this.limit = place.limits().call();
        this.client = new EngineClient(place, limit.plus(place.grace()));
        this.calls = new LimitedCalls("docker-" + place.tag(), place.limits().callsAtOnce());
    }

    /** The container of a server, or empty where there is none. */
    Optional<Container> find(String serverId) {
        return ask("look at the container of " + serverId, limit, docker -> {
            try {
                return Optional.of(Inspected.read(
                        docker.inspectContainerCmd(name(serverId)).exec(), place));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** All containers of this place. */
    List<Container.Listed> list() {
        return ask(
                "list containers",
                limit,
                docker ->
                        docker
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(Map.of(PLACE, place.tag()))
                                .exec()
                                .stream()
                                .filter(Engine::isMachine)
                                .map(container -> Inspected.read(container, place))
                                .toList());
    }

    /** False for what somebody made of a machine's image: it has the labels, but not the name. */
    private static boolean isMachine(com.github.dockerjava.api.model.Container listed) {
        String name = "/" + NAME_PREFIX + listed.getLabels().get(SERVER);
        return Stream.ofNullable(listed.getNames()).flatMap(Stream::of).anyMatch(name::equals);
    }

    /** Makes a container and does not start it; false if there is one of that server already. */
    boolean create(MachineSpec spec) {
        String image = place.images().get(spec.imageId());
        if (image == null) {
            throw new RefusedException("no image of the engine is configured for " + spec.imageId()
                    + "; those with one are " + place.images().keySet());
        }
        return ask("create the container of " + spec.serverId(), limit, docker -> {
            try {
                command(docker, spec, image).exec();
                return true;
            } catch (ConflictException e) {
                return false;
            } catch (NotFoundException e) {
                throw new RefusedException("the engine has no image " + image + " for " + spec.imageId()
                        + ", or no network " + place.network() + "; it is to be put there beforehand");
            }
        });
    }

    private CreateContainerCmd command(DockerClient docker, MachineSpec spec, String image) {
        ExposedPort port = ExposedPort.tcp(place.listens().port());
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(place.network())
                .withNanoCPUs(nanoCpus(spec))
                .withMemory(bytes(spec))
                .withMemorySwap(bytes(spec))
                .withPidsLimit(place.limits().processes())
                .withSecurityOpts(List.of("no-new-privileges"));
        String publishedOn = place.listens().publishedOn();
        if (publishedOn != null) {
            host.withPortBindings(new PortBinding(Ports.Binding.bindIp(publishedOn), port));
        }
        return docker.createContainerCmd(image)
                .withName(name(spec.serverId()))
                .withLabels(Map.of(
                        PLACE, place.tag(), SERVER, spec.serverId(), GENERATION, Integer.toString(spec.generation())))
                .withEnv(environment(spec))
                .withExposedPorts(port)
                .withHostConfig(host);
    }

    private List<String> environment(MachineSpec spec) {
        Map<String, String> all = new TreeMap<>(spec.environment());
        all.put("HOSTMESH_VCPUS", spec.vcpus().toPlainString());
        all.put("HOSTMESH_CONTROL_GROUP", CONTROL_GROUP); // Tells after a change of plan, too.
        all.put("HOSTMESH_PORT", Integer.toString(place.listens().port()));
        if (place.listens().hostmeshUrl() != null) {
            all.put("HOSTMESH_URL", place.listens().hostmeshUrl());
        }
        List<String> variables = new ArrayList<>();
        all.forEach((name, value) -> variables.add(name + "=" + value));
        return variables;
    }

    /** Starts a container; one that is on stays so. */
    void start(Container container) {
        ask("start the container of " + container.serverId(), limit, docker -> {
            try {
                docker.startContainerCmd(container.id()).exec();
            } catch (NotModifiedException e) {
                return false;
            }
            return true;
        });
    }

    /** Ends what runs in a container, by force after the grace time, and returns when it has ended. */
    void stop(Container container) {
        int seconds = (int) Math.ceil(place.grace().toMillis() / 1000.0);
        ask("stop the container of " + container.serverId(), limit.plusSeconds(seconds), docker -> {
            try {
                docker.stopContainerCmd(container.id()).withTimeout(seconds).exec();
            } catch (NotModifiedException | NotFoundException e) {
                return false;
            }
            return true;
        });
    }

    /** Gives a container other limits. */
    void resize(Container container, MachineSpec spec) {
        ask("resize the container of " + spec.serverId(), limit, docker -> docker.updateContainerCmd(container.id())
                .withNanoCPUs(nanoCpus(spec))
                .withMemory(bytes(spec))
                .withMemorySwap(bytes(spec))
                .exec());
    }

    /** Removes a container with its disk; someone else may be about it. */
    void remove(Container container) {
        ask("remove the container of " + container.serverId(), limit, docker -> {
            try {
                docker.removeContainerCmd(container.id())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException | ConflictException e) {
                return false; // It is gone, or just being removed.
            }
            return true;
        });
    }

    /** The last lines of a container's log, oldest first; none where the engine cannot tell. */
    List<String> lastLogLines(Container container) {
        LogTail tail = new LogTail(place.limits().logLines(), logs::release);
        try {
            ask("read the log of " + container.serverId(), limit, docker -> {
                logs.acquire(); // Interrupted when the time is over.
                begin(docker, container, tail);
                return tail.awaitCompletion(limit.toNanos(), TimeUnit.NANOSECONDS);
            });
        } catch (DriverException e) {
            return List.of(); // No log is no reason to lose the rest of the evidence.
        }
        return tail.lines();
    }

    private void begin(DockerClient docker, Container container, LogTail tail) {
        boolean begun = false;
        try {
            docker.logContainerCmd(container.id())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(place.limits().logLines())
                    .exec(tail);
            begun = true;
        } finally {
            if (!begun) {
                tail.end();
            }
        }
    }

    /** When the engine was started, or null where it does not show: it makes its default network anew each time. */
    @Nullable
    Instant startedAt() {
        return ask("look at the network " + DEFAULT_NETWORK, limit, docker -> {
                    try {
                        return Optional.of(docker.inspectNetworkCmd()
                                .withNetworkId(DEFAULT_NETWORK)
                                .exec()
                                .getCreated()
                                .toInstant());
                    } catch (NotFoundException e) {
                        return Optional.<Instant>empty();
                    }
                })
                .orElse(null);
    }

    /** What can throw what it likes while it is asked. */
    interface Question<T> {
        T put(DockerClient docker) throws Exception;
    }

    <T> T ask(String what, Duration within, Question<T> question) {
        try {
            return calls.call(what, within, () -> question.put(client.get()));
        } catch (DriverException e) {
            throw e;
        } catch (DockerException e) {
            if (EngineClient.isAboutVersion(e)) {
                client.forget();
                throw new DriverException("could not " + what + ": another engine answers now: " + e.getMessage(), e);
            }
            throw answered(what, e);
        } catch (RuntimeException e) {
            throw new DriverException(
                    "could not " + what + ": " + place.host() + " does not answer as an engine: "
                            + EngineSilence.because(e, place.certificates()),
                    e);
        }
    }

    /** Not found is no refusal: anything that is no engine answers so, too. */
    static DriverException answered(String what, DockerException answer) {
        String problem = "could not " + what + ": the engine says " + answer.getMessage();
        return answer instanceof BadRequestException || answer instanceof ConflictException
                ? new RefusedException(problem, answer)
                : new DriverException(problem, answer);
    }

    DockerPlace place() {
        return place;
    }

    Duration limit() {
        return limit;
    }

    static String name(String serverId) {
        if (!serverId.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("expected a server's id, got " + serverId);
        }
        return NAME_PREFIX + serverId;
    }

    private static long nanoCpus(MachineSpec spec) {
        return spec.vcpus().multiply(NANO).longValueExact();
    }

    private static long bytes(MachineSpec spec) {
        return spec.memoryMegabytes() * BYTES_PER_MEGABYTE;
    }

    @Override
    public void close() throws IOException {
        calls.close();
        client.close();
    }
}
