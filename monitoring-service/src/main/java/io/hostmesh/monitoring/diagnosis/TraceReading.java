package io.hostmesh.monitoring.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hops of a path, read from the output of {@code traceroute} (of Linux, a BSD, inetutils or BusyBox), {@code tracepath} or
 * {@code mtr --report}.
 */
final class TraceReading {

    private static final int MOST_HOPS = 64;
    private static final int MOST_ADDRESSES = 8;
    private static final String NUMBER = "(\\d{1,7}(?:\\.\\d{1,6})?)";
    private static final Pattern MTR = Pattern.compile("\\s*(\\d{1,2})\\.\\|--\\s+(\\S+)(?:\\s+\\([^)]*\\))?\\s+"
            + NUMBER
            + "%?\\s+(\\d{1,6})\\s+" + NUMBER + "\\s+" + NUMBER + "\\s+" + NUMBER + "\\s+" + NUMBER + "\\s+" + NUMBER
            + "\\s*");
    /** With a colon it is of tracepath; with a question mark it is the sender itself. */
    private static final Pattern HOP = Pattern.compile("\\s*(\\d{1,2})(:|\\?:)?\\s+(\\S.*)");
    /** Further answers to the hop of the line before, from another address. */
    private static final Pattern CONTINUED = Pattern.compile("\\s{2,}(\\S.*)");

    private static final Pattern TIME = Pattern.compile("(?<![\\w.])" + NUMBER + "\\s?ms(?!\\w)");
    /** An address alone, or behind a name in brackets. */
    private static final Pattern ADDRESS = Pattern.compile("\\(([0-9A-Fa-f.:]{2,45})\\)|(?<![\\w.:-])"
            + "((?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,40})(?![\\w.:-])");

    private TraceReading() {}

    /** In the order of the path; lines that are no hops are passed over. */
    static List<Hop> of(List<String> output) {
        List<Hop> hops = new ArrayList<>();
        Answers open = new Answers(0);
        for (String line : output) {
            Matcher report = MTR.matcher(line);
            Matcher trace = HOP.matcher(line);
            Matcher continued = CONTINUED.matcher(line);
            if (report.matches()) {
                add(hops, ofReport(report));
            } else if (trace.matches()) {
                int number = Integer.parseInt(trace.group(1));
                if (number > 0 && !"?:".equals(trace.group(2))) {
                    Answers answers = number == open.number ? open : new Answers(number);
                    open = answers.take(trace.group(3)) ? put(hops, answers, open) : open;
                }
            } else if (continued.matches()
                    && open.number > 0
                    && TIME.matcher(line).find()) {
                open.take(continued.group(1));
                put(hops, open, open);
            }
        }
        return hops;
    }

    /** Adds the hop, or puts it in the place of what was known of it before; returns what further lines can be of. */
    private static Answers put(List<Hop> hops, Answers answers, Answers before) {
        if (answers.number == hops.size() && answers == before) {
            hops.set(hops.size() - 1, answers.toHop());
            return answers;
        }
        return add(hops, answers.toHop()) ? answers : before;
    }

    private static boolean add(List<Hop> hops, Hop hop) {
        return hops.size() < MOST_HOPS && hop.number() == hops.size() + 1 && hops.add(hop);
    }

    private static Hop ofReport(Matcher line) {
        int number = Integer.parseInt(line.group(1));
        int sent = Integer.parseInt(line.group(4));
        double loss = Math.min(100, Double.parseDouble(line.group(3)));
        int received = (int) Math.round(sent * (100 - loss) / 100);
        if (line.group(2).equals("???") || received == 0) {
            return new Hop(number, List.of(), sent, 0, null, null);
        }
        return new Hop(
                number,
                List.of(line.group(2)),
                sent,
                received,
                Double.parseDouble(line.group(7)),
                Double.parseDouble(line.group(6)));
    }

    /** What a hop answered so far. */
    private static final class Answers {
        private final int number;
        private final Set<String> addresses = new LinkedHashSet<>();
        private final List<Double> times = new ArrayList<>();
        private int lost;

        Answers(int number) {
            this.number = number;
        }

        /** Whether there was an answer in it, or the lack of one. */
        boolean take(String text) {
            int before = times.size() + lost;
            Matcher address = ADDRESS.matcher(text);
            while (address.find() && addresses.size() < MOST_ADDRESSES) {
                addresses.add(address.group(1) != null ? address.group(1) : address.group(2));
            }
            Matcher time = TIME.matcher(text);
            while (time.find()) {
                times.add(Double.parseDouble(time.group(1)));
            }
            lost += text.startsWith("no reply")
                    ? 1
                    : (int) text.chars().filter(character -> character == '*').count();
            return times.size() + lost > before;
        }

        Hop toHop() {
            double[] sorted = times.stream().mapToDouble(one -> one).sorted().toArray();
            return new Hop(
                    number,
                    List.copyOf(addresses),
                    times.size() + lost,
                    times.size(),
                    best(sorted),
                    PingReading.median(sorted));
        }

        private static @Nullable Double best(double[] sorted) {
            return sorted.length == 0 ? null : sorted[0];
        }
    }
}
