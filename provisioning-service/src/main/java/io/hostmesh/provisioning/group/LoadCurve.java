package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.LoadStore.Span;
import io.hostmesh.provisioning.policy.Loads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A metric over time, for a simulation. A value holds until the next; NaN is one that is not known.
 *
 * @param total true if values are what all members carry together, false if they are the members' mean whatever their number
 * @param saturation the most that one member can show, for example 100 for a percentage
 * @param unevenness from 0, where every member carries the same, to 1, where the first carries twice its share and the last
 *     nothing
 */
record LoadCurve(
        String metric, boolean total, double saturation, double unevenness, NavigableMap<Instant, Double> values) {

    /** Those of the metrics in what a group carried; between spans that do not follow each other nothing is known. */
    static List<LoadCurve> ofPast(List<Span> spans) {
        Map<String, NavigableMap<Instant, Double>> values = new LinkedHashMap<>();
        for (Span span : spans) {
            NavigableMap<Instant, Double> of = values.computeIfAbsent(span.metric(), metric -> new TreeMap<>());
            of.put(span.at(), span.mean());
            of.putIfAbsent(span.at().plus(Loads.SPAN), Double.NaN);
        }
        List<LoadCurve> curves = new ArrayList<>();
        values.forEach((metric, of) -> curves.add(new LoadCurve(metric, true, Double.MAX_VALUE, 0, of)));
        return curves;
    }

    /** What that many members would show on their mean; NaN where that is not known, as before the first value. */
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
