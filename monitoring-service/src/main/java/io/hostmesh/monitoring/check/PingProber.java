package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.Observation.Echoed;
import io.hostmesh.monitoring.check.Observation.NotAvailable;
import io.hostmesh.monitoring.check.Observation.Unreached;
import io.hostmesh.monitoring.diagnosis.Commands;
import io.hostmesh.monitoring.diagnosis.PingReading;
import io.hostmesh.monitoring.diagnosis.Programs;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Sends one ICMP echo with the system's {@code ping}, where it is installed and may. */
@ApplicationScoped
class PingProber implements Prober {

    private final Programs programs;
    private final Addresses addresses;

    PingProber(Programs programs, Addresses addresses) {
        this.programs = programs;
        this.addresses = addresses;
    }

    @Override
    public Uni<Observation> ask(CheckDefinition check) {
        Stopwatch watch = Stopwatch.start();
        Duration timeout = Duration.ofSeconds(check.timeoutSeconds());
        return addresses.resolve(check.target()).chain(address -> {
            List<String> command =
                    Commands.ping(programs::has, address.getHostAddress(), 1, Duration.ofSeconds(1), timeout);
            return command == null
                    ? Uni.createFrom()
                            .item(new NotAvailable("ping is not available here: the program is not installed", 0))
                    : programs.run(command, timeout).map(output -> read(output, watch));
        });
    }

    static Observation read(Programs.Output output, Stopwatch watch) {
        PingReading reading = PingReading.of(output.lines());
        if (reading == null) {
            String said = output.lines().isEmpty() ? "nothing" : output.lines().get(0);
            return output.lines().stream().anyMatch(line -> line.contains("not permitted") || line.contains("denied"))
                    ? new NotAvailable("ping is not available here: it is not permitted (" + said + ")", 0)
                    : new Unreached("expected an echo, got " + said, watch.milliseconds());
        }
        Double median = reading.median();
        return median == null ? new Unreached("expected an echo, got none", watch.milliseconds()) : new Echoed(median);
    }
}
