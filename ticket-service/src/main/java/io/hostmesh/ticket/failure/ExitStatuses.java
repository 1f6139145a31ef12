package io.hostmesh.ticket.failure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a process's exit status means, as POSIX shells write it: 128 + n where signal n ended the process. */
final class ExitStatuses {

    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;

    private static final Map<Integer, String> SIGNAL_NAMES = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL",
            11, "SIGSEGV", 15, "SIGTERM");

    private ExitStatuses() {}

    static String meaning(@Nullable Integer exitStatus) {
        if (exitStatus == null) {
            return "unknown: nobody saw the process end";
        }
        if (exitStatus > SIGNAL_BASE && exitStatus <= SIGNAL_BASE + LAST_SIGNAL) {
            return killedBy(exitStatus - SIGNAL_BASE);
        }
        return switch (exitStatus) {
            case 0 -> "ended by itself without an error";
            case 126 -> "the command could not be executed";
            case 127 -> "the command was not found";
            default -> "ended by itself with error status " + exitStatus;
        };
    }

    private static String killedBy(int signal) {
        String name = SIGNAL_NAMES.get(signal);
        String killed = "killed by signal " + signal + (name == null ? "" : " (" + name + ")");
        return signal == 9 ? killed + ", as an operator does it, or the kernel when memory runs out" : killed;
    }
}
