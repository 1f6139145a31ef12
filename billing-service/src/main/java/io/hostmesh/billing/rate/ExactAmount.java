package io.hostmesh.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money that is not rounded yet. A price per hour times seconds is a multiple of a 3600th, which has no
 * finite decimal notation, so the 3600-fold is kept: sums of it are exact.
 *
 * @param times3600 the amount times 3600
 */
public record ExactAmount(BigDecimal times3600) implements Comparable<ExactAmount> {

    public static final ExactAmount ZERO = new ExactAmount(BigDecimal.ZERO);

    private static final long SECONDS_PER_HOUR = 3600;

    /** What that many seconds cost at that price per hour. */
    public static ExactAmount of(BigDecimal perHour, long seconds) {
        return new ExactAmount(perHour.multiply(BigDecimal.valueOf(seconds)));
    }

    /** An amount that is a plain decimal already. */
    public static ExactAmount of(BigDecimal amount) {
        return new ExactAmount(amount.multiply(BigDecimal.valueOf(SECONDS_PER_HOUR)));
    }

    public ExactAmount plus(ExactAmount other) {
        return new ExactAmount(times3600.add(other.times3600));
    }

    public ExactAmount negate() {
        return new ExactAmount(times3600.negate());
    }

    /** That share of the amount, still exact; 80 gives 80 %. */
    public ExactAmount percent(int percent) {
        return new ExactAmount(times3600.multiply(BigDecimal.valueOf(percent)).movePointLeft(2));
    }

    /** The amount with that many decimals, halves away from zero. Done once per invoice line and nowhere before. */
    public BigDecimal rounded(int decimals) {
        return prorated(times3600, 1, SECONDS_PER_HOUR, decimals);
    }

    /** {@code amount} times {@code part} of {@code whole} equal parts, with that many decimals, halves away from zero. */
    static BigDecimal prorated(BigDecimal amount, long part, long whole, int decimals) {
        return amount.multiply(BigDecimal.valueOf(part))
                .divide(BigDecimal.valueOf(whole), decimals, RoundingMode.HALF_UP);
    }

    @Override
    public int compareTo(ExactAmount other) {
        return times3600.compareTo(other.times3600);
    }
}
