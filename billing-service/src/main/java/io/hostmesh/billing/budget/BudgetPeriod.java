package io.hostmesh.billing.budget;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The time that a budget's limit is for. */
enum BudgetPeriod {
    /** A calendar month, in UTC. */
    MONTH;

    /** The start of the period that {@code now} is in. */
    Instant startOf(Instant now) {
        return now.atZone(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .truncatedTo(ChronoUnit.DAYS)
                .toInstant();
    }
}
