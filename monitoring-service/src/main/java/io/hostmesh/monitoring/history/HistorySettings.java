package io.hostmesh.monitoring.history;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How long samples are kept, and as what. */
@ConfigMapping(prefix = "hostmesh.history")
public interface HistorySettings {

    /** How long samples of servers are kept as they came; at least two hours. */
    Duration retention();

    /** How long minutes are kept. */
    Duration minuteRetention();

    /** How long hours are kept. */
    Duration hourRetention();

    /** How often what is due is rolled up. */
    Duration rollUpInterval();

    /** How long after its end a minute is rolled up: most late samples are there then. */
    Duration minuteRollUpDelay();

    /** How long after its end an hour is rolled up. */
    Duration hourRollUpDelay();

    /** How long nothing may have come of an hour that is over before it is rolled up: while more comes, it would be done again. */
    Duration hourRollUpQuiet();

    /** How long at most an hour waits for that, from what came first. */
    Duration hourRollUpPatience();

    /** How long an instance may take until another one does it. */
    Duration rollUpLease();

    /** How often samples are written. */
    Duration flushInterval();

    /** Samples at most that wait to be written. */
    int maximumPendingSamples();

    /** How often minutes of accounts' series are written; sooner where many wait. */
    Duration minuteFlushInterval();

    /** Minutes of accounts' series at most that wait to be written; what is more is dropped and counted. */
    int maximumPendingMinutes();

    /** Minutes at most that are written at once; when so many wait, they are written. */
    int minutesAStatement();

    /** Minutes that are put into one row, more or less. */
    int minutesABlock();

    /** Minutes at most that a query or a roll-up has in memory at a time, where an hour of the series asked for is not more. */
    int minutesInMemory();

    /** How much of the past goes with a failure alert. */
    Duration evidenceWindow();

    /** Points at most that go with it. */
    int evidencePoints();
}
