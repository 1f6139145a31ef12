package io.hostmesh.monitoring.judge;

/** What the watch over silence found. */
public sealed interface Silence {

    /** That server is silent, and its location is not. */
    record OfServer(String serverId) implements Silence {}

    /** So many of a location's servers are silent together that it is the location; said again while it goes on. */
    record OfLocation(String locationId, int silent, int servers) implements Silence {}

    /** The location is not silent any more; what is left of the silence is judged server by server. */
    record LocationBack(String locationId, int silent, int servers) implements Silence {}
}
