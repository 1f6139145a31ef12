package io.hostmesh.billing.rate;

import io.hostmesh.contracts.Money;
import java.math.BigDecimal;
import java.util.Currency;

/** How many decimals a currency has, and amounts in its smallest unit. */
public final class Currencies {

    private Currencies() {}

    /** 2 for EUR, 0 for JPY. IllegalArgumentException for a code that is none. */
    public static int decimals(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }

    /** {@code 12.34 EUR} gives 1234. ArithmeticException where the amount has more decimals than the currency. */
    public static long toMinor(BigDecimal amount, String currency) {
        return amount.movePointRight(decimals(currency)).longValueExact();
    }

    /** 1234 gives {@code 12.34 EUR}. */
    public static Money fromMinor(long minor, String currency) {
        return Money.of(BigDecimal.valueOf(minor, decimals(currency)), currency);
    }

    /** The amount rounded to the currency's smallest unit. */
    public static Money rounded(ExactAmount amount, String currency) {
        return Money.of(amount.rounded(decimals(currency)), currency);
    }

    /** The amount in the currency's smallest unit, rounded to it. */
    public static long roundedMinor(ExactAmount amount, String currency) {
        return toMinor(amount.rounded(decimals(currency)), currency);
    }
}
