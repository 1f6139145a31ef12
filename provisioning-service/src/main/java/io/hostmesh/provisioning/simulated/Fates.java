package io.hostmesh.provisioning.simulated;

import io.hostmesh.provisioning.driver.MachineSpec;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What becomes of a machine each time that it is switched on. */
interface Fates {

    /**
     * One run of a machine.
     *
     * @param boot from being switched on to answering
     * @param lifetime from answering to ending by itself, negative for an end before that, or null if it does not end
     * @param exitStatus what it ends with
     */
    record Fate(Duration boot, @Nullable Duration lifetime, int exitStatus) {}

    /**
     * The fate of one run.
     *
     * @param run how often the machine was switched on before
     */
    Fate of(MachineSpec spec, int run);

    /**
     * Drawn from a seed, the server's id and the number of the run, so that the same servers fare the same in each
     * simulation, whatever happens at the same time.
     */
    record Drawn(
            long seed,
            Latency boot,
            double bootFails,
            @Nullable Duration meanLifetime) implements Fates {

        private static final int FAILED_TO_BOOT = 1;
        private static final int KILLED = 137;

        @Override
        public Fate of(MachineSpec spec, int run) {
            SplittableRandom random = random(seed, spec.serverId(), run * 31L + spec.generation());
            Duration takes = boot.at(random.nextDouble());
            if (random.nextDouble() < bootFails) {
                return new Fate(takes, Duration.ofNanos(-1), FAILED_TO_BOOT);
            }
            if (meanLifetime == null) {
                return new Fate(takes, null, 0);
            }
            double lifetime = -Math.log1p(-random.nextDouble()) * meanLifetime.toNanos();
            return new Fate(takes, Duration.ofNanos((long) lifetime), KILLED);
        }

        static SplittableRandom random(long seed, String serverId, long salt) {
            long mixed = seed;
            for (int at = 0; at < serverId.length(); at++) {
                mixed = mixed * 1_000_003 + serverId.charAt(at);
            }
            return new SplittableRandom(mixed * 1_000_003 + salt).split();
        }
    }
}
