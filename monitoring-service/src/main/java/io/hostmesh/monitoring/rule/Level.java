package io.hostmesh.monitoring.rule;

/**
 * A level with its hysteresis: it is reached when the comparison holds for {@code fire}, and left when it does not hold for
 * {@code clear} any more. With both the same it is a plain comparison.
 */
public record Level(Comparison comparison, double fire, double clear) {

    /**
     * A level of finite bounds, where clear is no further out than fire.
     *
     * @throws IllegalArgumentException where it is
     */
    public Level {
        if (!Double.isFinite(fire) || !Double.isFinite(clear)) {
            throw new IllegalArgumentException("expected finite bounds, got " + fire + " and " + clear);
        }
        if (comparison.isUpward() ? clear > fire : clear < fire) {
            throw new IllegalArgumentException(
                    "expected a clear value that is reached later than " + fire + " on the way back, got " + clear);
        }
    }

    public boolean fires(double value) {
        return comparison.holds(value, fire);
    }

    public boolean goesOn(double value) {
        return comparison.holds(value, clear);
    }
}
