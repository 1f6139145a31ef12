package io.hostmesh.provisioning.simulated;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a simulated location is like. Latencies are "least mean most" in milliseconds, rates go from 0 to 1. */
@ConfigMapping(prefix = "hostmesh.locations")
interface SimulatedSettings {

    @WithParentName
    Map<String, Location> locations();

    /** The part of a location that is about its simulation. */
    interface Location {

        Optional<Simulation> simulated();
    }

    /** How machines and the API that makes them behave. */
    interface Simulation {

        /** The same seed and the same servers give the same simulation. */
        @WithDefault("1")
        long seed();

        @WithDefault("20 100 1000")
        String createMilliseconds();

        /** From created to answering. */
        @WithDefault("50 200 2000")
        String bootMilliseconds();

        /** For deleting, and for switching on and off. */
        @WithDefault("10 50 500")
        String deleteMilliseconds();

        /** The part of all creations that fail: the provider is broken. */
        @WithDefault("0")
        double createFails();

        /** The part of all creations that are refused: the provider works, and its quota is used up. */
        @WithDefault("0")
        double createRefused();

        /** The part of all machines that end before they answer. */
        @WithDefault("0")
        double bootFails();

        /** After how long machines end by themselves, on average; never if absent. */
        Optional<Duration> meanLifetime();

        @WithDefault("0")
        double apiErrors();

        /** The part of all changes that have their effect although the caller hears of none. */
        @WithDefault("0")
        double apiLost();

        @WithDefault("1000000")
        int capacity();

        /** How many machines are there from the start, of servers srv_stock0000001 and so on. */
        @WithDefault("0")
        int stock();
    }
}
