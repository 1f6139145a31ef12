package io.hostmesh.monitoring.judge;

/**
 * When the silence of servers is that of their location. Periods in microseconds.
 *
 * @param minimumServers so many servers of a location at least have to be found silent together
 * @param silentShare the share of a location's servers that has to be, above 0 and up to 1
 * @param clearShare the location is back when no more than this share is silent; below {@code silentShare}
 * @param together servers found silent within this time are silent together
 * @param gather a server that is found silent while others of its location are suspected waits so long for their probes
 * @param repetition how often a silence that goes on is said again
 */
public record LocationBounds(
        int minimumServers, double silentShare, double clearShare, long together, long gather, long repetition) {

    private static final long SECOND = 1_000_000;

    public LocationBounds {
        if (minimumServers < 2
                || !(silentShare > 0 && silentShare <= 1)
                || !(clearShare >= 0 && clearShare < silentShare)) {
            throw new IllegalArgumentException(
                    "expected at least 2 servers, a silent share from 0 to 1, and a clear share below it");
        }
        if (together <= 0 || gather <= 0 || repetition <= 0) {
            throw new IllegalArgumentException("expected periods above 0");
        }
    }

    public static LocationBounds defaults() {
        return new LocationBounds(3, 0.6, 0.3, 60 * SECOND, 5 * SECOND, 10 * SECOND);
    }
}
