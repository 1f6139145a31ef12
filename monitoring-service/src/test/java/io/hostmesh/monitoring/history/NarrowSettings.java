package io.hostmesh.monitoring.history;

import java.time.Duration;

/** The history's settings with little room for minutes of series, and with other times that an hour waits for more. */
record NarrowSettings(
        HistorySettings others,
        int minutesInMemory,
        int minutesABlock,
        Duration hourRollUpQuiet,
        Duration hourRollUpPatience)
        implements HistorySettings {

    @Override
    public Duration retention() {
        return others.retention();
    }

    @Override
    public Duration minuteRetention() {
        return others.minuteRetention();
    }

    @Override
    public Duration hourRetention() {
        return others.hourRetention();
    }

    @Override
    public Duration rollUpInterval() {
        return others.rollUpInterval();
    }

    @Override
    public Duration minuteRollUpDelay() {
        return others.minuteRollUpDelay();
    }

    @Override
    public Duration hourRollUpDelay() {
        return others.hourRollUpDelay();
    }

    @Override
    public Duration rollUpLease() {
        return others.rollUpLease();
    }

    @Override
    public Duration flushInterval() {
        return others.flushInterval();
    }

    @Override
    public int maximumPendingSamples() {
        return others.maximumPendingSamples();
    }

    @Override
    public Duration minuteFlushInterval() {
        return others.minuteFlushInterval();
    }

    @Override
    public int maximumPendingMinutes() {
        return others.maximumPendingMinutes();
    }

    @Override
    public int minutesAStatement() {
        return others.minutesAStatement();
    }

    @Override
    public Duration evidenceWindow() {
        return others.evidenceWindow();
    }

    @Override
    public int evidencePoints() {
        return others.evidencePoints();
    }
}
