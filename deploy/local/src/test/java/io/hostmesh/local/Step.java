package io.hostmesh.local;

import io.hostmesh.local.Debugger.Place;
import java.util.List;
import java.util.stream.Stream;

/**
 * The steps of creations and deletions that provisioning can be killed at. Most are the beginning of a method of its program;
 * what stands in a transaction is kept there by the database.
 */
enum Step {
    /** What the request asks for is written, and not committed. */
    ASKED,
    /** The work is leased, and the driver was not called. */
    TAKEN("provisioning.server.MachineWorker", "work", "", 0),
    /** A machine's directory is being prepared. */
    PREPARING("provisioning.process.MachineDirectory", "write", "create", -1),
    /** A machine's directory is there, and nothing was started. */
    LAUNCHING("provisioning.process.MachineLaunch", "begin", "", -1),
    /** The wrapper of a machine's process was started, and nobody looked yet whether it is there. */
    LAUNCHED("provisioning.process.ProcessDriver", "await", "launch", -1),
    /** The driver made the machine, and nobody waited for its answer. */
    MADE("provisioning.server.MachineWorker", "awaitAnswer", "", -1),
    /** The process was not told to end. */
    ENDING("provisioning.process.ProcessDriver", "end", "delete", -1),
    /** The process ended, and that was not noted. */
    ENDED("provisioning.process.EndedNotes", "write", "", 0),
    /** The end was noted, and the machine's directory is still there. */
    REMOVING("provisioning.process.MachineDirectory", "delete", "", -1),
    /** The driver did all it had to, and nothing of that was recorded. */
    DONE("provisioning.server.FinishedSteps", "add", "", 0),
    /** What came of it is written, and not committed; what ended meanwhile waits for that. */
    RECORDING,
    /** Events are committed, and not sent. */
    SENDING("kit.outbox.OutboxSender", "send", "", 0),
    /** Events are sent, and still in the outbox. */
    SENT("kit.outbox.OutboxTable", "delete", "", 1);

    private final String type;
    private final String method;
    private final String caller;
    private final int subject;

    Step() {
        this("", "", "", -1);
    }

    Step(String type, String method, String caller, int subject) {
        this.type = type;
        this.method = method;
        this.caller = caller;
        this.subject = subject;
    }

    Place place() {
        return new Place("io.hostmesh." + type, method, caller, subject);
    }

    /** Where a server's own thread stands: the last steps are others' business. */
    Step ofThread() {
        return this == RECORDING || this == SENDING || this == SENT ? DONE : this;
    }

    static List<Place> places() {
        return Stream.of(values())
                .filter(step -> !step.method.isEmpty())
                .map(Step::place)
                .toList();
    }
}
