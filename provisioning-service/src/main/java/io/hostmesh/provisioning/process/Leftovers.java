package io.hostmesh.provisioning.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a machine without a control group started and left behind, in whatever session or group: it has the machine's environment. What
 * threw that away is not found.
 */
final class Leftovers {

    private static final int MOST_ROUNDS = 20;

    private Leftovers() {}

    /** Kills what is left of a machine whose process has ended, but for its wrapper. */
    static void kill(MachineDirectory directory) {
        String variable = MachineLaunch.PORT_FILE + "=" + directory.portFile();
        long wrapper = directory.wrapper().map(ProcessIdentity::pid).orElse(0L);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> left = ProcessHandle.allProcesses()
                    .filter(process -> process.pid() != wrapper && has(process.pid(), variable))
                    .toList();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly); // One may have made another one meanwhile.
        }
    }

    private static boolean has(long process, String variable) {
        try {
            String environment =
                    Files.readString(Path.of("/proc", Long.toString(process), "environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains("\0" + variable + "\0");
        } catch (IOException e) {
            return false; // It is another user's, or has ended.
        }
    }
}
