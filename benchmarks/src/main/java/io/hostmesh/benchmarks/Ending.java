package io.hostmesh.benchmarks;

import io.hostmesh.local.LauncherException;

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

    private static void endOrSay(Runnable end) {
        try {
            end.run();
        } catch (LauncherException | IllegalStateException failed) {
            System.err.println("hostmesh bench: " + failed.getMessage());
        }
    }
}
