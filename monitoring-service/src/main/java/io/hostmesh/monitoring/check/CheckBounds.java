package io.hostmesh.monitoring.check;

/**
 * What a check may ask for.
 *
 * @param mostPlaces places of one check
 * @param mostResults results that are counted at a place
 */
record CheckBounds(
        int shortestIntervalSeconds,
        int longestIntervalSeconds,
        int longestTimeoutSeconds,
        int mostPlaces,
        int mostResults) {}
