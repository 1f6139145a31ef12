package io.hostmesh.monitoring.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Command lines of the programs for the network, by which of them are installed. They are given addresses, never names. */
public final class Commands {

    private static final String BUSYBOX = "busybox";
    private static final String PING = "ping";
    private static final String MTR = "mtr";
    private static final String TRACEROUTE = "traceroute";
    private static final String TRACEPATH = "tracepath";
    private static final double MILLIS_A_SECOND = 1_000;

    private Commands() {}

    /** Sends echoes; null where nothing is installed that does. */
    public static @Nullable List<String> ping(
            Predicate<String> installed, String address, int count, Duration interval, Duration wait) {
        List<String> command = new ArrayList<>();
        if (installed.test(PING)) {
            command.add(PING);
        } else if (installed.test(BUSYBOX)) {
            command.addAll(List.of(BUSYBOX, PING));
        } else {
            return null;
        }
        String pause = String.format(Locale.ROOT, "%.1f", interval.toMillis() / MILLIS_A_SECOND);
        String patience = Long.toString(Math.max(1, wait.toSeconds()));
        command.addAll(List.of("-c", Integer.toString(count), "-i", pause, "-W", patience, address));
        return List.copyOf(command);
    }

    /** Traces a path, by the program that asks each hop most often; null where none is installed. */
    static @Nullable List<String> trace(Predicate<String> installed, String address, int mostHops) {
        String hops = Integer.toString(mostHops);
        if (installed.test(MTR)) {
            return List.of(MTR, "--report", "--report-wide", "-n", "-c", "20", "-i", "0.5", "-m", hops, address);
        }
        if (installed.test(TRACEROUTE)) {
            return List.of(TRACEROUTE, "-n", "-q", "5", "-w", "2", "-m", hops, address);
        }
        if (installed.test(TRACEPATH)) {
            return List.of(TRACEPATH, "-n", "-m", hops, address);
        }
        return installed.test(BUSYBOX)
                ? List.of(BUSYBOX, TRACEROUTE, "-n", "-q", "3", "-w", "1", "-m", hops, address)
                : null;
    }
}
