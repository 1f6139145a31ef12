package io.hostmesh.monitoring.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code ping} found, of iputils, inetutils, BusyBox or a BSD. Times are in milliseconds and null where nothing was
 * answered.
 */
public record PingReading(
        int sent,
        int received,
        @Nullable Double best,
        @Nullable Double median,
        @Nullable Double percentile95,
        @Nullable Double worst) {

    private static final Pattern REPLY =
            Pattern.compile("(?:icmp_seq|seq)=\\d+ .*?time[=<](\\d{1,7}(?:\\.\\d{1,6})?) ?ms(.*)");
    private static final Pattern TOTALS =
            Pattern.compile("(\\d{1,9}) packets transmitted, (\\d{1,9}) (?:packets )?received.*");

    /** Null where the output is not that of a ping that came to its end. */
    public static @Nullable PingReading of(List<String> output) {
        List<Double> times = new ArrayList<>();
        int sent = -1;
        int received = 0;
        for (String line : output) {
            Matcher reply = REPLY.matcher(line);
            Matcher totals = TOTALS.matcher(line.strip());
            if (reply.find() && !reply.group(2).contains("DUP")) {
                times.add(Double.parseDouble(reply.group(1)));
            } else if (totals.matches()) {
                sent = Integer.parseInt(totals.group(1));
                received = Math.min(sent, Integer.parseInt(totals.group(2)));
            }
        }
        if (sent < 0) {
            return null;
        }
        double[] sorted = times.stream().mapToDouble(time -> time).sorted().toArray();
        return new PingReading(sent, received, at(sorted, 0), at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
    }

    /** From 0 to 100. */
    public double lossPercent() {
        return sent == 0 ? 0 : 100.0 * (sent - received) / sent;
    }

    private static @Nullable Double at(double[] sorted, double share) {
        return sorted.length == 0 ? null : sorted[(int) Math.ceil(share * (sorted.length - 1))];
    }

    static @Nullable Double median(double... times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return at(sorted, 0.5);
    }
}
