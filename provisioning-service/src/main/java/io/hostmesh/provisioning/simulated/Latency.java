package io.hostmesh.provisioning.simulated;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long something takes: never less than the least and never more than the most, and between them exponential. */
record Latency(Duration least, Duration mean, Duration most) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s+(\\d{1,9})\\s+(\\d{1,9})");

    Latency {
        if (mean.compareTo(least) < 0 || most.compareTo(mean) < 0) {
            throw new IllegalArgumentException(
                    "expected least, mean and most to grow, got " + least + ", " + mean + ", " + most);
        }
    }

    /** Reads {@code "<least> <mean> <most>"} in milliseconds. */
    static Latency parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected the least, the mean and the most milliseconds, like \"20 200 2000\", got \"" + text
                            + "\"");
        }
        return new Latency(milliseconds(matcher, 1), milliseconds(matcher, 2), milliseconds(matcher, 3));
    }

    private static Duration milliseconds(Matcher matcher, int group) {
        return Duration.ofMillis(Long.parseLong(matcher.group(group)));
    }

    /**
     * One latency.
     *
     * @param uniform from 0 on, below 1
     */
    Duration at(double uniform) {
        double beyond = -Math.log1p(-uniform) * mean.minus(least).toNanos();
        Duration drawn = least.plusNanos((long) Math.min(beyond, (double) most.toNanos()));
        return drawn.compareTo(most) > 0 ? most : drawn;
    }
}
