package io.hostmesh.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.contracts.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PriceListTest {

    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
    private static final long SECOND = START.getEpochSecond();
    private static final PriceList PRICES = new PriceList(
            List.of(price("old", "9.00", START.minusSeconds(1000)), price("new", "18.00", START.plusSeconds(10))),
            "EUR");

    @Test
    void shouldChargeAnHourAtThePricePerHour() {
        RatedUsage rated = new PriceList(List.of(price("p", "3.60", START)), "EUR")
                .rate("small", SECOND, SECOND + Duration.ofHours(1).toSeconds());

        assertEquals(Money.of(new BigDecimal("3.60"), "EUR"), Currencies.rounded(rated.amount(), "EUR"));
    }

    @Test
    void shouldSplitUseWhereThePriceChanges() {
        RatedUsage rated = PRICES.rate("small", SECOND, SECOND + 30);

        assertEquals(
                List.of(
                        new Charge("old", new Money("9.00", "EUR"), 10),
                        new Charge("new", new Money("18.00", "EUR"), 20)),
                rated.charges());
        // 10 x 0.0025 + 20 x 0.005 = 0.125: rounded once, halves away from zero
        assertEquals(13, Currencies.roundedMinor(rated.amount(), "EUR"));
    }

    @Test
    void shouldCountSecondsForWhichAPlanHasNoPrice() {
        RatedUsage rated = PRICES.rate("small", SECOND - 1010, SECOND - 990);

        assertEquals(10, rated.unpricedSeconds());
        assertEquals(20, PRICES.rate("unknown", 0, 20).unpricedSeconds());
    }

    @Test
    void shouldRoundHalvesAwayFromZeroOnBothSides() {
        ExactAmount half = ExactAmount.of(new BigDecimal("0.005"));

        assertEquals(new BigDecimal("0.01"), half.rounded(2));
        assertEquals(new BigDecimal("-0.01"), half.negate().rounded(2));
    }

    /** The test vector of a second-level weighted sum: 2,500 units from 5 March to the end of a month of 31 days. */
    @Test
    void shouldProrateToTheSecondLikeAWeightedSum() {
        long used = Duration.ofDays(31 - 4).toSeconds();
        long month = Duration.ofDays(31).toSeconds();

        assertEquals(new BigDecimal("2177.419355"), ExactAmount.prorated(new BigDecimal("2500"), used, month, 6));
        assertEquals(new BigDecimal("2177.42"), ExactAmount.prorated(new BigDecimal("2500"), used, month, 2));
    }

    @Test
    void shouldRefusePricesThatBeginWithinASecond() {
        assertThrows(IllegalArgumentException.class, () -> price("p", "1", START.plusMillis(1)));
    }

    @Test
    void shouldConvertToTheSmallestUnitOfEachCurrency() {
        assertEquals(1234, Currencies.toMinor(new BigDecimal("12.34"), "EUR"));
        assertEquals(12, Currencies.toMinor(new BigDecimal("12"), "JPY"));
        assertEquals(new Money("-0.05", "EUR"), Currencies.fromMinor(-5, "EUR"));
        assertThrows(ArithmeticException.class, () -> Currencies.toMinor(new BigDecimal("0.001"), "EUR"));
    }

    @Property
    void shouldCostTheSameWhereverUseIsCut(
            @ForAll @LongRange(min = 0, max = 100) long first, @ForAll @LongRange(min = 0, max = 100) long second) {
        ExactAmount whole =
                PRICES.rate("small", SECOND, SECOND + first + second).amount();
        ExactAmount parts = PRICES.rate("small", SECOND, SECOND + first)
                .amount()
                .plus(PRICES.rate("small", SECOND + first, SECOND + first + second)
                        .amount());

        assertEquals(0, whole.compareTo(parts));
    }

    private static Price price(String id, String perHour, Instant from) {
        return new Price(id, "small", new BigDecimal(perHour), "EUR", from);
    }
}
