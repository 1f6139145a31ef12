package io.hostmesh.provisioning.docker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where containers are made, and how.
 *
 * @param host {@code unix://} and a path, or {@code tcp://host:port}
 * @param certificates a folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, or null for a connection without TLS
 * @param tag marks the containers of this place; no other installation that uses the same engine may have it
 * @param images the engine's image of each image of Hostmesh
 * @param network the engine's network that containers are attached to
 * @param grace how long a machine may take to end before it is killed
 * @param limits how long and how much the engine is asked
 */
record DockerPlace(
        URI host,
        @Nullable Path certificates,
        String tag,
        Map<String, String> images,
        String network,
        Listens listens,
        Duration grace,
        Limits limits) {

    /**
     * Where a machine's workload is reached.
     *
     * @param port in the container; the workload learns it as {@code HOSTMESH_PORT}
     * @param publishedOn the address on the engine's host whose ports are published, or null to reach containers by their own
     * @param hostmeshUrl where a container finds Hostmesh, or null where that is as for everyone else
     */
    record Listens(
            int port,
            @Nullable String publishedOn,
            @Nullable String hostmeshUrl) {}

    /**
     * Bounds of what the engine is asked for.
     *
     * @param call how long one call may take
     * @param callsAtOnce how many may be under way
     * @param events how long one stream of events is listened to before the next is opened
     * @param logLines how many of a machine's last lines are kept as evidence
     * @param processes how many processes and threads a machine may have
     */
    record Limits(Duration call, int callsAtOnce, Duration events, int logLines, long processes) {}
}
