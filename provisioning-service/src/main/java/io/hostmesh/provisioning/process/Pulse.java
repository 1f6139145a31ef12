package io.hostmesh.provisioning.process;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sees whether machines run with few reads: those of the processes themselves, as long as they are the ones it knows. */
final class Pulse {

    /** What was seen of a machine. */
    enum Seen {
        /** It runs, or is about to, and its wrapper will leave word when it ends. */
        ATTENDED,
        /** It runs, and nobody is left who would leave word. */
        ALONE,
        /** It was launched and is not alive any more. */
        ENDED
    }

    private final Map<String, Run> known = new ConcurrentHashMap<>();

    private record Run(ProcessIdentity wrapper, ProcessIdentity process) {}

    Seen look(MachineDirectory directory) {
        Run run = known.get(directory.serverId());
        if (run == null || !run.process().alive()) {
            Optional<Run> found = find(directory);
            if (found.isEmpty()) {
                known.remove(directory.serverId());
                return directory.gone() ? Seen.ENDED : Seen.ATTENDED;
            }
            run = found.get();
            known.put(directory.serverId(), run);
        }
        return run.wrapper().alive() ? Seen.ATTENDED : Seen.ALONE;
    }

    private static Optional<Run> find(MachineDirectory directory) {
        return directory.process().filter(ProcessIdentity::alive).flatMap(process -> directory
                .wrapper()
                .map(wrapper -> new Run(wrapper, process)));
    }

    void keepOnly(Collection<String> serverIds) {
        known.keySet().retainAll(serverIds);
    }
}
