package io.hostmesh.local;

import io.hostmesh.local.CallHolder.Moment;
import io.hostmesh.local.Debugger.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps of creations and deletions that provisioning can be killed at. Most are the beginning of a method of its program;
 * what stands in a transaction is kept there by the database, and what stands in a call of an API by a {@link CallHolder}.
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

    /** A container is to be made: the call has not reached the engine. */
    CONTAINER_ASKED("POST .*/containers/create", false),
    /** A container was made: the engine's answer has not been heard. And so on. */
    CONTAINER_MADE("POST .*/containers/create", true),
    START_ASKED("POST .*/containers/.*/start", false),
    STARTED("POST .*/containers/.*/start", true),

    /** What tells that there is a machine of Kubernetes is to be written: the call has not reached the API server. */
    HOLDER_ASKED("POST .*/configmaps", false),
    HOLDER_MADE("POST .*/configmaps", true),
    SECRET_ASKED("POST .*/secrets", false),
    SECRET_MADE("POST .*/secrets", true),
    POD_ASKED("POST .*/pods", false),
    POD_MADE("POST .*/pods", true),

    /** The driver made the machine, and nobody waited for its answer. */
    MADE("provisioning.server.MachineWorker", "awaitAnswer", "", -1),

    /** The process was not told to end. */
    ENDING("provisioning.process.ProcessDriver", "end", "delete", -1),
    /** The process ended, and that was not noted. */
    ENDED("provisioning.process.EndedNotes", "write", "", 0),
    /** The end was noted, and the machine's directory is still there. */
    REMOVING("provisioning.process.MachineDirectory", "delete", "", -1),

    /** A container is to end. */
    STOP_ASKED("POST .*/containers/.*/stop", false),
    STOPPED("POST .*/containers/.*/stop", true),
    /** That it ended is to be noted. */
    NOTE_ASKED("POST .*/volumes/create", false),
    NOTED("POST .*/volumes/create", true),
    /** It is to be removed. */
    REMOVAL_ASKED("DELETE .*/containers/", false),
    REMOVED("DELETE .*/containers/", true),

    /** That a machine of Kubernetes is to be deleted is to be written. */
    WISH_ASKED("PUT .*/configmaps/.*\n.*DELETING", false),
    WRITTEN_TO_GO("PUT .*/configmaps/.*\n.*DELETING", true),
    /** Its Pod is to end. */
    END_ASKED("DELETE .*/pods/", false),
    TOLD_TO_END("DELETE .*/pods/", true),
    /** That it ended is to be written. */
    END_KNOWN("PUT .*/configmaps/.*\n.*DELETED", false),
    END_WRITTEN("PUT .*/configmaps/.*\n.*DELETED", true),
    SECRET_GOES("DELETE .*/secrets/", false),
    SECRET_GONE("DELETE .*/secrets/", true),
    /** Its Pod is to be let go. */
    POD_GOES("PATCH .*/pods/", false),
    POD_GONE("PATCH .*/pods/", true),

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
    private final String call;
    private final boolean done;

    Step() {
        this("", "", "", -1, "", false);
    }

    Step(String type, String method, String caller, int subject) {
        this(type, method, caller, subject, "", false);
    }

    Step(String call, boolean done) {
        this("", "", "", -1, call, done);
    }

    Step(String type, String method, String caller, int subject, String call, boolean done) {
        this.type = type;
        this.method = method;
        this.caller = caller;
        this.subject = subject;
        this.call = call;
        this.done = done;
    }

    /** Where a thread stands in the program. */
    Place place() {
        return new Place("io.hostmesh." + type, method, caller, subject);
    }

    /** When a call stands, or empty where it is no call that does. */
    Optional<Moment> moment() {
        return call.isEmpty() ? Optional.empty() : Optional.of(new Moment(call, done));
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
