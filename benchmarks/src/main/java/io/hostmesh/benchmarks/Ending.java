package io.hostmesh.benchmarks;

import io.hostmesh.local.LauncherException;
import java.io.IOException;

/** Ends what a benchmark started, also when the benchmark itself is ended in the midst of it. */
final class Ending {

    private Ending() {}

    /** Does the work, and whatever becomes of it, the end. */
    static void after(Runnable work, Runnable end) {
        Thread whenEnded = new Thread(() -> endOrSay(end), "ending");
        Runtime.getRuntime().addShutdownHook(whenEnded);
        try {
            work.run();
        } finally {
            Runtime.getRuntime().removeShutdownHook(whenEnded);
            end.run();
        }
    }

    /** Starts a process that does not outlive the benchmark, however that ends. */
    static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        try {
            atLatest(process::destroy);
        } catch (IllegalStateException alreadyEnding) {
            process.destroy();
            throw alreadyEnding;
        }
        return process;
    }

    /** Ends at the benchmark's own end what was not ended before; ending it twice does no harm. */
    static void atLatest(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endOrSay(end), "ending"));
    }

    private static void endOrSay(Runnable end) {
        try {
            end.run();
        } catch (LauncherException | IllegalStateException failed) {
            System.err.println("hostmesh bench: " + failed.getMessage());
        }
    }
}
