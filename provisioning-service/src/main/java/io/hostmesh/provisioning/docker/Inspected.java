package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import io.hostmesh.provisioning.docker.Container.Address;
import io.hostmesh.provisioning.docker.Container.End;
import io.hostmesh.provisioning.driver.RefusedException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what the engine answers about a container. */
final class Inspected {

    private static final Set<String> OFF = Set.of("created", "exited", "dead");

    private Inspected() {}

    /** @throws RefusedException if it is not a container of that place */
    static Container read(InspectContainerResponse response, DockerPlace place) {
        Map<String, String> labels =
                Objects.requireNonNullElse(response.getConfig().getLabels(), Map.of());
        String serverId = labels.get(Engine.SERVER);
        if (serverId == null || !place.tag().equals(labels.get(Engine.PLACE))) {
            throw new RefusedException("expected the container " + response.getName() + " to be labelled "
                    + Engine.PLACE + "=" + place.tag() + "; another installation made it, or the tag was changed");
        }
        InspectContainerResponse.ContainerState state = response.getState();
        return new Container(
                response.getId(),
                serverId,
                Integer.parseInt(labels.getOrDefault(Engine.GENERATION, "1")),
                Objects.requireNonNull(time(response.getCreated()), "every container was created at some time"),
                time(state.getStartedAt()),
                end(state),
                address(response, place));
    }

    private static @Nullable End end(InspectContainerResponse.ContainerState state) {
        Instant finishedAt = time(state.getFinishedAt());
        if (!OFF.contains(Objects.requireNonNullElse(state.getStatus(), "")) || finishedAt == null) {
            return null;
        }
        Long status = state.getExitCodeLong();
        int exitStatus = status == null ? 0 : status.intValue();
        // The engine remembers for as long as a container is on that any of its processes was killed for want of
        // memory.
        boolean outOfMemory = Boolean.TRUE.equals(state.getOOMKilled()) && !HostShutdown.inGoodOrder(exitStatus);
        return new End(exitStatus, finishedAt, outOfMemory);
    }

    /** Null for the year 1, in which the engine has everything happen that did not. */
    private static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        Instant time = OffsetDateTime.parse(text).toInstant();
        return time.isBefore(Instant.EPOCH) ? null : time;
    }

    private static @Nullable Address address(InspectContainerResponse response, DockerPlace place) {
        String publishedOn = place.listens().publishedOn();
        return publishedOn == null
                ? own(response.getNetworkSettings().getNetworks(), place)
                : published(response, place.listens().port(), reached(publishedOn, place));
    }

    static Container.Listed read(com.github.dockerjava.api.model.Container listed, DockerPlace place) {
        return new Container.Listed(
                listed.getId(),
                listed.getLabels().getOrDefault(Engine.SERVER, ""),
                Instant.ofEpochSecond(listed.getCreated()),
                OFF.contains(Objects.requireNonNullElse(listed.getState(), "")),
                address(listed, place));
    }

    private static @Nullable Address address(com.github.dockerjava.api.model.Container listed, DockerPlace place) {
        String publishedOn = place.listens().publishedOn();
        if (publishedOn == null) {
            return listed.getNetworkSettings() == null
                    ? null
                    : own(listed.getNetworkSettings().getNetworks(), place);
        }
        return Stream.ofNullable(listed.getPorts()) // Some engines say nothing instead of none.
                .flatMap(Stream::of)
                .filter(port -> port.getPublicPort() != null)
                .filter(port ->
                        Objects.equals(port.getPrivatePort(), place.listens().port()))
                .findFirst()
                .map(port -> new Address(reached(publishedOn, place), port.getPublicPort()))
                .orElse(null);
    }

    private static @Nullable Address own(Map<String, ContainerNetwork> networks, DockerPlace place) {
        ContainerNetwork network = networks == null ? null : networks.get(place.network());
        String address = network == null ? null : network.getIpAddress();
        return address == null || address.isEmpty()
                ? null
                : new Address(address, place.listens().port());
    }

    private static @Nullable Address published(InspectContainerResponse response, int port, String host) {
        Ports ports = response.getNetworkSettings().getPorts();
        Ports.Binding[] bindings = ports == null ? null : ports.getBindings().get(ExposedPort.tcp(port));
        return bindings == null || bindings.length == 0
                ? null
                : new Address(host, Integer.parseInt(bindings[0].getHostPortSpec()));
    }

    /** What is published on every address of a host is reached by the host's name. */
    private static String reached(String publishedOn, DockerPlace place) {
        String host = place.host().getHost();
        boolean everywhere = publishedOn.equals("0.0.0.0");
        if (!everywhere) {
            return publishedOn;
        }
        return host == null ? "127.0.0.1" : host;
    }
}
