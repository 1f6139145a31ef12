package io.hostmesh.provisioning.docker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the Docker driver is told about each of its locations. */
@ConfigMapping(prefix = "hostmesh.locations")
interface DockerSettings {

    @WithParentName
    Map<String, Location> locations();

    /** The part of a location that is about containers. */
    interface Location {

        Optional<Engine> docker();
    }

    /** An engine, and how machines are made there. */
    interface Engine {

        /** {@code unix://} and a path, or {@code tcp://host:port}. */
        @WithDefault("unix:///var/run/docker.sock")
        URI host();

        /** A folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, for an engine that is spoken to over TLS. */
        Optional<Path> certificates();

        /** Marks the containers of this location. No other location or installation that uses the same engine may have it. */
        String tag();

        /** The engine's image of each image of the catalogue; it is on the engine beforehand. */
        Map<String, String> images();

        /** The engine's network that containers are attached to. */
        @WithDefault("bridge")
        String network();

        /** How machines are reached: by ports {@code published} on the engine's host, or at the container's own address. */
        @WithDefault("published")
        Reached address();

        /** The address on the engine's host whose ports are published. */
        @WithDefault("127.0.0.1")
        String publishedOn();

        /** Where workloads listen in their containers. */
        @WithDefault("8080")
        int port();

        /** Where containers find Hostmesh, if they do not find it at {@code hostmesh.url}. */
        Optional<String> hostmeshUrl();

        /** How long a machine may take to end before it is killed; the engine counts whole seconds. */
        @WithDefault("10s")
        Duration grace();

        /** How long the engine may take for one call. */
        @WithDefault("10s")
        Duration callLimit();

        /** How many calls of the engine may be under way. */
        @WithDefault("32")
        int callsAtOnce();

        /** How long one stream of events is trusted before the next is opened. */
        @WithDefault("60s")
        Duration eventStream();

        /** How many of a machine's last lines are kept as evidence. */
        @WithDefault("20")
        int logLines();

        /** How many processes and threads a machine may have. */
        @WithDefault("4096")
        long processes();
    }

    /** Where a machine's workload is reached. */
    enum Reached {
        PUBLISHED,
        CONTAINER
    }
}
