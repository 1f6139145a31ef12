package io.hostmesh.monitoring.rule;

/** How a value is compared with a bound. */
public enum Comparison {
    ABOVE(">"),
    AT_LEAST(">="),
    BELOW("<"),
    AT_MOST("<=");

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    public String sign() {
        return sign;
    }

    /** False for a value that is no number. */
    public boolean holds(double value, double bound) {
        return switch (this) {
            case ABOVE -> value > bound;
            case AT_LEAST -> value >= bound;
            case BELOW -> value < bound;
            case AT_MOST -> value <= bound;
        };
    }

    public boolean isUpward() {
        return this == ABOVE || this == AT_LEAST;
    }
}
