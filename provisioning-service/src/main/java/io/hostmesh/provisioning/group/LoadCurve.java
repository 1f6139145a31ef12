package io.hostmesh.provisioning.group;

import java.time.Instant;
import java.util.NavigableMap;

/**
 * A metric over time, for a simulation. A value holds until the next.
 *
 * @param total true if values are what all members carry together, false if they are the members' mean whatever their number
 * @param saturation the most that one member can show, for example 100 for a percentage
 * @param unevenness from 0, where every member carries the same, to 1, where the first carries twice its share and the last
 *     nothing
 */
record LoadCurve(
        String metric, boolean total, double saturation, double unevenness, NavigableMap<Instant, Double> values) {

    /** What that many members would show on their mean; NaN before the first value. */
    double mean(Instant now, int members) {
        var value = values.floorEntry(now);
        if (value == null || members <= 0) {
            return Double.NaN;
        }
        if (!total) {
            return Math.min(saturation, value.getValue());
        }
        double sum = 0;
        for (int member = 0; member < members; member++) {
            double lean = members == 1 ? 0 : unevenness * (1 - 2.0 * member / (members - 1));
            sum += Math.min(saturation, value.getValue() / members * (1 + lean));
        }
        return sum / members;
    }
}
