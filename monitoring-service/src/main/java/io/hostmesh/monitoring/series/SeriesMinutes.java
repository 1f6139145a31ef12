package io.hostmesh.monitoring.series;

/** Where the minutes of series go when they are over. It never waits. */
public interface SeriesMinutes {

    /** For a judge whose series are kept nowhere. */
    SeriesMinutes NOWHERE = minute -> {};

    /** Takes a minute, or leaves it. */
    void take(SeriesMinute minute);
}
