package io.hostmesh.monitoring.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where on a path time and packets are lost.
 *
 * <p>What a router does to packets that it forwards, every hop behind it shows too. So of each hop only counts what carries on:
 * the smallest latency, and the smallest loss, of it and all hops behind it. A hop that is worse than what carries on is slow or
 * sparing with answers of its own (ICMP is answered last, and at a limited rate) and says nothing about the path.
 *
 * @param unseen whether hops before the last one did not answer at the end of the trace, so that the last one's number is not known
 * @param jump where latency rises most and stays, or null where it does not rise much
 * @param loss where packets are lost first, with all hops behind, or null where none are
 * @param dismissed hops that look bad and are not, with the reason
 * @param reached whether the path was seen up to its end
 * @param words all of it in sentences
 */
public record PathReading(
        List<Hop> hops,
        boolean unseen,
        @Nullable Jump jump,
        @Nullable Loss loss,
        List<Dismissed> dismissed,
        boolean reached,
        List<String> words) {

    /** A rise of less than this, in milliseconds, is not worth a word. */
    private static final double RISE = 10;

    /** Nor is a loss of less than this, in percent. */
    private static final double LOSS = 2;

    /** A hop is slow by itself from this share of what carries on: where packets wait, few answers differ from many. */
    private static final double NOISE = 0.5;

    /** What latency rises by, in milliseconds: where packets wait (the best one is still fast), or over the whole of a long way. */
    public record Jump(int hop, double from, double to, boolean queueing) {}

    /** What is lost from a hop on, in percent. */
    public record Loss(int hop, double percent) {}

    public record Dismissed(int hop, String because) {}

    /**
     * Reads a path.
     *
     * @param trace its hops in their order
     * @param destination its end, or null where it is the last hop that answered; what was seen of it by itself counts for the
     *     last hop, as it rests on more packets
     */
    static PathReading of(List<Hop> trace, @Nullable Destination destination) {
        List<Hop> hops = withoutSilentEnd(trace);
        boolean cutOff = hops.size() < trace.size();
        boolean traced = destination == null
                ? !cutOff && !hops.isEmpty()
                : !hops.isEmpty() && hops.get(hops.size() - 1).addresses().contains(destination.address());
        PingReading echoes = destination == null ? null : destination.echoes();
        boolean echoed = echoes != null && echoes.received() > 0;
        boolean unseen = false;
        if (destination != null && echoes != null && echoed) {
            int number = traced ? hops.remove(hops.size() - 1).number() : hops.size() + 1;
            hops.add(new Hop(
                    number,
                    List.of(destination.address()),
                    echoes.sent(),
                    echoes.received(),
                    echoes.best(),
                    echoes.median()));
            unseen = !traced;
        }
        return of(hops, unseen, traced || echoed);
    }

    private static PathReading of(List<Hop> hops, boolean unseen, boolean reached) {
        double[] latency = new double[hops.size()];
        double[] best = new double[hops.size()];
        double[] lost = new double[hops.size()];
        carryBack(hops, latency, best, lost);
        Jump jump = jump(hops, latency, best);
        Loss loss = loss(hops, lost);
        List<Dismissed> dismissed = dismissed(hops, latency, lost, jump, loss);
        PathReading reading = new PathReading(List.copyOf(hops), unseen, jump, loss, dismissed, reached, List.of());
        return new PathReading(
                reading.hops(), unseen, jump, loss, List.copyOf(dismissed), reached, List.copyOf(reading.inWords()));
    }

    /** What comes behind the last answer says nothing: a trace goes on asking until it gives up. */
    private static List<Hop> withoutSilentEnd(List<Hop> trace) {
        List<Hop> hops = new ArrayList<>(trace);
        while (!hops.isEmpty() && !hops.get(hops.size() - 1).answered()) {
            hops.remove(hops.size() - 1);
        }
        return hops;
    }

    /** From the end: the smallest of a hop and all that answered behind it. */
    private static void carryBack(List<Hop> hops, double[] latency, double[] best, double[] lost) {
        double latencyBehind = Double.POSITIVE_INFINITY;
        double bestBehind = Double.POSITIVE_INFINITY;
        double lostBehind = Double.POSITIVE_INFINITY;
        for (int index = hops.size() - 1; index >= 0; index--) {
            Hop hop = hops.get(index);
            Double typical = hop.typical();
            Double fastest = hop.best();
            if (typical != null && fastest != null) {
                latencyBehind = Math.min(latencyBehind, typical);
                bestBehind = Math.min(bestBehind, fastest);
                lostBehind = Math.min(lostBehind, hop.lossPercent());
            }
            latency[index] = latencyBehind;
            best[index] = bestBehind;
            lost[index] = lostBehind;
        }
    }

    private static @Nullable Jump jump(List<Hop> hops, double[] latency, double[] best) {
        Jump largest = null;
        double before = 0;
        double bestBefore = 0;
        for (int index = 0; index < hops.size(); index++) {
            if (!hops.get(index).answered()) {
                continue;
            }
            double rise = latency[index] - before;
            if (rise >= RISE && (largest == null || rise > largest.to() - largest.from())) {
                boolean queueing = best[index] - bestBefore < rise / 2;
                largest = new Jump(hops.get(index).number(), before, latency[index], queueing);
            }
            before = latency[index];
            bestBefore = best[index];
        }
        return largest;
    }

    private static @Nullable Loss loss(List<Hop> hops, double[] lost) {
        for (int index = 0; index < hops.size(); index++) {
            if (hops.get(index).answered() && lost[index] >= LOSS) {
                return new Loss(hops.get(index).number(), lost[index]);
            }
        }
        return null;
    }

    /** A hop that is a cause is never dismissed, even if it answers worse than what carries on from it. */
    private static List<Dismissed> dismissed(
            List<Hop> hops, double[] latency, double[] lost, @Nullable Jump jump, @Nullable Loss loss) {
        List<Dismissed> dismissed = new ArrayList<>();
        for (int index = 0; index < hops.size(); index++) {
            Hop hop = hops.get(index);
            Double typical = hop.typical();
            if (typical == null) {
                if (latency[index] < Double.POSITIVE_INFINITY) {
                    dismissed.add(new Dismissed(hop.number(), "it does not answer, and forwards"));
                }
                continue;
            }
            if ((jump == null || jump.hop() != hop.number())
                    && typical - latency[index] >= Math.max(RISE, latency[index] * NOISE)) {
                dismissed.add(new Dismissed(
                        hop.number(),
                        String.format(
                                Locale.ROOT,
                                "its %.1f ms do not carry on to the hops behind it: it is slow to answer, not to"
                                        + " forward",
                                typical)));
            }
            if ((loss == null || loss.hop() != hop.number()) && hop.lossPercent() - lost[index] >= LOSS) {
                dismissed.add(new Dismissed(
                        hop.number(),
                        String.format(
                                Locale.ROOT,
                                "its loss of %.0f %% does not carry on to the hops behind it: it limits its answers",
                                hop.lossPercent())));
            }
        }
        return dismissed;
    }

    private List<String> inWords() {
        if (hops.isEmpty()) {
            return List.of("No hop of the path was seen.");
        }
        List<String> said = new ArrayList<>();
        if (jump == null) {
            said.add("Latency does not jump anywhere on the path.");
        } else {
            said.add(String.format(
                    Locale.ROOT,
                    "Latency rises from %.1f ms to %.1f ms %s and stays: %s.",
                    jump.from(),
                    jump.to(),
                    where(jump.hop()),
                    jump.queueing()
                            ? "packets wait there, as the fastest ones do not take as long"
                            : "a long way or a queue that never empties, as the fastest ones take as long"));
        }
        said.add(
                loss == null
                        ? "No hop loses packets that the hops behind it miss too."
                        : String.format(
                                Locale.ROOT, "Packets are lost %s: %.0f %%.", where(loss.hop()), loss.percent()));
        for (Dismissed hop : dismissed) {
            said.add(capitalised(hops.get(hop.hop() - 1).name()) + " is not the cause: " + hop.because() + ".");
        }
        if (!reached) {
            said.add("The end of the path was not seen: what is said of the last hop that answered could be its own.");
        }
        return said;
    }

    private String where(int number) {
        Hop hop = hops.get(number - 1);
        if (!unseen || number < hops.size()) {
            return "at " + hop.name();
        }
        return number == 1
                ? "before the end, on hops that do not answer"
                : "between " + hops.get(number - 2).name() + " and the end, on hops that do not answer";
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
