package io.hostmesh.gateway.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long events are kept, and what a stream may cost. */
@ConfigMapping(prefix = "hostmesh.gateway.events")
public interface EventSettings {

    @WithDefault("30d")
    Duration retention();

    /** For the one type that repeats itself every second. */
    @WithDefault("1d")
    Duration stillFiringRetention();

    /** Open streams at most on this instance. */
    @WithDefault("500")
    int maxStreams();

    /** Open streams at most of one account on this instance. */
    @WithDefault("50")
    int maxStreamsPerAccount();

    /** A comment is sent into a stream that was silent for this long. */
    @WithDefault("15s")
    Duration heartbeat();

    /** A stream ends after this time, for the client to resume. */
    @WithDefault("1h")
    Duration longestStream();
}
