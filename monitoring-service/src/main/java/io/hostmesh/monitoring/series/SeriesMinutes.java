package io.hostmesh.monitoring.series;

/** Where the minutes of series go when they are over. It never waits. */
public interface SeriesMinutes {

    /** For a judge whose series are kept nowhere. */
    SeriesMinutes NOWHERE = minute -> {};

    /** Takes a minute, or leaves it. */
    void take(SeriesMinute minute);

    /** A sample is in no minute: it came late, and the samples of its minute are too many for it to be known whether it is one of them. */
    default void tooLate() {}
}
