package io.hostmesh.contracts;

import java.math.BigDecimal;

/**
 * An amount of money as it is written between services and to customers: a decimal number in plain notation, never a
 * binary fraction.
 *
 * @param amount the amount in plain decimal notation, for example {@code 12.34}
 * @param currency the ISO 4217 code, for example {@code EUR}
 */
public record Money(String amount, String currency) {

    public static Money of(BigDecimal amount, String currency) {
        return new Money(amount.toPlainString(), currency);
    }

    /** The exact number; throws NumberFormatException where the text is none. */
    public BigDecimal toBigDecimal() {
        return new BigDecimal(amount);
    }
}
