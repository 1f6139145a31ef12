package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.judge.JudgeSettings;
import io.hostmesh.monitoring.judge.LocationBounds;
import io.hostmesh.monitoring.judge.Suspicion;
import io.hostmesh.monitoring.sample.Micros;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The periods and bounds of the judge; what each means is said at {@link JudgeSettings}. */
@ConfigMapping(prefix = "hostmesh.judge")
interface WatchConfiguration {

    Duration freshness();

    Duration repetition();

    Duration silenceAfter();

    /** When a server that reports nothing is suspected. */
    SuspicionBounds suspicion();

    /** What each means is said at {@link Suspicion}. */
    interface SuspicionBounds {

        double threshold();

        Duration minimumDeviation();

        Duration acceptablePause();

        Duration notBefore();

        Duration atLatest();

        int window();

        int fewIntervals();

        default Suspicion toSuspicion() {
            return new Suspicion(
                    threshold(),
                    Micros.of(minimumDeviation()),
                    Micros.of(acceptablePause()),
                    Micros.of(notBefore()),
                    Micros.of(atLatest()),
                    window(),
                    fewIntervals());
        }
    }

    /** When the silence of servers is that of their location. */
    Location location();

    /** What each means is said at {@link LocationBounds}. */
    interface Location {

        int minimumServers();

        double silentShare();

        double clearShare();

        Duration together();

        Duration gather();

        Duration repetition();

        default LocationBounds toBounds() {
            return new LocationBounds(
                    minimumServers(),
                    silentShare(),
                    clearShare(),
                    Micros.of(together()),
                    Micros.of(gather()),
                    Micros.of(repetition()));
        }
    }

    Duration pipelineGap();

    Duration stall();

    Duration probeAgainAfter();

    int probesToFail();

    int probesAtOnce();

    /** How long a suspect may take to answer. */
    Duration probeTimeout();

    Duration forgetAfter();

    /** How much of the past is read again to know what the judge before knew. */
    Duration window();

    /** How much of what servers pushed is read again where the rest is known: at what intervals they report, and their newest figures. */
    Duration habitsWindow();

    /** How often what is known of the samples is kept, so that a takeover need not read them again. */
    Duration snapshotInterval();

    /** What is larger, compressed, is not kept; a takeover reads as much of the past as rules look back then. */
    int snapshotMaximumBytes();

    /**
     * How much of that may be what is usual for series, by rules that look for anomalies, before it is compressed: some 5 KB of a series
     * after two weeks. What there is no room for is learned anew after a takeover.
     */
    int snapshotLearnedBytes();

    /** How often changes of servers and groups that other instances learned of are read. */
    Duration membershipRefresh();

    /** The same after a restart and different between instances: it gets its partitions back at once. */
    String instanceId();

    default JudgeSettings toSettings() {
        return new JudgeSettings(
                Micros.of(freshness()),
                Micros.of(repetition()),
                Micros.of(silenceAfter()),
                Micros.of(pipelineGap()),
                Micros.of(stall()),
                Micros.of(probeAgainAfter()),
                probesToFail(),
                probesAtOnce(),
                Micros.of(forgetAfter()));
    }
}
