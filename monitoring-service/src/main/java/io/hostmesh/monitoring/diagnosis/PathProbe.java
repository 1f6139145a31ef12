package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.monitoring.diagnosis.Programs.Output;
import io.netty.util.NetUtil;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends packets along a path with the system's programs: echoes to its end, and a trace of its hops. */
@ApplicationScoped
class PathProbe {

    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String NO_PING = "Echoes are not available here: neither ping nor busybox is installed.";
    private static final String NO_TRACE =
            "A trace is not available here: none of mtr, traceroute, tracepath and busybox is installed.";

    private final Programs programs;
    private final DiagnosisSettings settings;

    PathProbe(Programs programs, DiagnosisSettings settings) {
        this.programs = programs;
        this.settings = settings;
    }

    /** What was seen of a path; the notes say what could not be. */
    record Seen(@Nullable PingReading echoes, @Nullable PathReading path, List<String> notes) {}

    private record Pinged(@Nullable PingReading reading, List<String> notes) {}

    private record Traced(List<Hop> hops, List<String> notes) {}

    /** How long a look can take. */
    Duration within() {
        return pingWithin().plus(settings.traceWithin()).plus(GRACE);
    }

    private Duration pingWithin() {
        return settings.pingInterval().multipliedBy(settings.pings()).plus(WAIT).plus(GRACE);
    }

    /** Why nothing can be seen from here, or empty if something can: programs are there, and an echo of this machine comes back. */
    Uni<List<String>> lacking() {
        List<String> echo = Commands.ping(programs::has, LOOPBACK, 1, settings.pingInterval(), WAIT);
        boolean traces = Commands.trace(programs::has, LOOPBACK, 1) != null;
        if (echo == null) {
            return Uni.createFrom().item(traces ? List.of() : List.of(NO_PING, NO_TRACE));
        }
        return programs.run(echo, WAIT.plus(GRACE)).map(output -> {
            List<String> notes = read(output).notes();
            return traces || notes.isEmpty() ? List.of() : with(notes, NO_TRACE);
        });
    }

    Uni<Seen> look(InetAddress to) {
        String address = NetUtil.toAddressString(to);
        return ping(address).chain(pinged -> trace(address).map(traced -> seen(address, pinged, traced)));
    }

    private static Seen seen(String address, Pinged pinged, Traced traced) {
        List<String> notes = new ArrayList<>(pinged.notes());
        notes.addAll(traced.notes());
        PathReading path = traced.hops().isEmpty()
                ? null
                : PathReading.of(traced.hops(), new Destination(address, pinged.reading()));
        return new Seen(pinged.reading(), path, notes);
    }

    private Uni<Pinged> ping(String address) {
        List<String> command = Commands.ping(programs::has, address, settings.pings(), settings.pingInterval(), WAIT);
        return command == null
                ? Uni.createFrom().item(new Pinged(null, List.of(NO_PING)))
                : programs.run(command, pingWithin()).map(PathProbe::read);
    }

    private static Pinged read(Output output) {
        PingReading reading = PingReading.of(output.lines());
        return new Pinged(reading, reading == null ? List.of("Echoes failed: " + said(output) + ".") : List.of());
    }

    private Uni<Traced> trace(String address) {
        List<String> command = Commands.trace(programs::has, address, settings.mostHops());
        if (command == null) {
            return Uni.createFrom().item(new Traced(List.of(), List.of(NO_TRACE)));
        }
        return programs.run(command, settings.traceWithin()).map(output -> {
            List<Hop> hops = TraceReading.of(output.lines());
            return new Traced(hops, hops.isEmpty() ? List.of("The trace failed: " + said(output) + ".") : List.of());
        });
    }

    /** The last line, as programs say at the end what they failed at. */
    private static String said(Output output) {
        return output.lines().stream()
                .filter(line -> !line.isBlank())
                .reduce((before, line) -> line)
                .orElse("it said nothing and ended with " + output.exitStatus());
    }

    private static List<String> with(List<String> notes, String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return all;
    }
}
