package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import java.time.Instant;

/**
 * A server in one of its states. The methods of a state are the only ways out of it, so that a transition that is not
 * there does not compile. {@code since} is when the state began.
 */
public sealed interface Server {

    ServerDescription description();

    Instant since();

    /** Accepted; nobody has asked the driver for its machine yet. */
    record Requested(ServerDescription description, Instant since) implements Server, Deletable {

        Building build(Instant now) {
            return new Building(description, now);
        }
    }

    /** Its machine is being made and does not answer yet. */
    record Building(ServerDescription description, Instant since) implements Server, Deletable {

        Running answered(String address, Instant at) {
            return new Running(description, at, address, at);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, at, because, evidence);
        }
    }

    /**
     * It answers.
     *
     * @param address where, as host:port
     * @param answeredAt when it first answered since it was built or started
     */
    record Running(ServerDescription description, Instant since, String address, Instant answeredAt)
            implements Server, Deletable {

        Stopping stop(Instant now) {
            return new Stopping(this, now);
        }

        /** Its machine was powered off by something else than its owner: it is powered on again. */
        Starting restart(Instant now) {
            return new Starting(description, now);
        }

        Rebooting reboot(Instant now) {
            return new Rebooting(this, now);
        }

        Resizing resize(String toPlanId, Instant now) {
            return new Resizing(description, now, toPlanId, true);
        }

        Rebuilding rebuild(Instant now) {
            return new Rebuilding(description.rebuilt(), now, true);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, notBefore(answeredAt, at), because, evidence);
        }
    }

    /** Its machine is being powered off. {@code was} is what it stays if that cannot be done. */
    record Stopping(Running was, Instant since) implements Server, Deletable {

        @Override
        public ServerDescription description() {
            return was.description();
        }

        Stopped stopped(Instant at) {
            return new Stopped(description(), at);
        }

        Running keep() {
            return was;
        }
    }

    /** Powered off; its disk is kept. */
    record Stopped(ServerDescription description, Instant since) implements Server, Deletable {

        Starting start(Instant now) {
            return new Starting(description, now);
        }

        Resizing resize(String toPlanId, Instant now) {
            return new Resizing(description, now, toPlanId, false);
        }

        Rebuilding rebuild(Instant now) {
            return new Rebuilding(description.rebuilt(), now, false);
        }

        /** Its machine is not there any more, and its disk neither. */
        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, notBefore(since, at), because, evidence);
        }
    }

    /** Powered on again and not answering yet; to customers this is {@code building}. */
    record Starting(ServerDescription description, Instant since) implements Server, Deletable {

        Running answered(String address, Instant at) {
            return new Running(description, at, address, at);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, notBefore(since, at), because, evidence);
        }
    }

    /** Its machine is being powered off, to be powered on again. {@code was} is what it stays if that cannot be done. */
    record Rebooting(Running was, Instant since) implements Server, Deletable {

        @Override
        public ServerDescription description() {
            return was.description();
        }

        Resuming off(Instant now) {
            return new Resuming(description(), now);
        }

        Running keep() {
            return was;
        }
    }

    /** Powered on again within one life, in which it is billed on, and not answering yet. */
    record Resuming(ServerDescription description, Instant since) implements Server, Deletable {

        Running answered(String address, Instant at) {
            return new Running(description, at, address, at);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, notBefore(since, at), because, evidence);
        }
    }

    /** Its machine is powered off and becomes one of another plan. {@code resumes} if it is powered on again after that. */
    record Resizing(ServerDescription description, Instant since, String toPlanId, boolean resumes)
            implements Server, Deletable {

        Resuming resumeResized(Instant at) {
            return new Resuming(description.resized(toPlanId), at);
        }

        Stopped stayOffResized(Instant at) {
            return new Stopped(description.resized(toPlanId), at);
        }

        /** It stays of the plan that it was of. */
        Resuming resumeUnchanged(Instant now) {
            return new Resuming(description, now);
        }

        Stopped stayOffUnchanged(Instant now) {
            return new Stopped(description, now);
        }
    }

    /** A new machine takes the place of its own and does not answer yet. {@code inUse} if it was running, and is billed on. */
    record Rebuilding(ServerDescription description, Instant since, boolean inUse) implements Server, Deletable {

        Running answered(String address, Instant at) {
            return new Running(description, at, address, at);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, notBefore(since, at), because, evidence);
        }
    }

    /** Gone or broken, and not because it was asked to. */
    record Failed(ServerDescription description, Instant since, String because, FailureEvidence evidence)
            implements Server, Deletable {

        Rebuilding rebuild(Instant now) {
            return new Rebuilding(description.rebuilt(), now, false);
        }
    }

    /** Its machine is being deleted. {@code notBefore} is when its last billed state ended, or began if it runs. */
    record Deleting(ServerDescription description, Instant since, String because, Instant notBefore) implements Server {

        Deleted deleted(Instant at) {
            return new Deleted(description, Server.notBefore(notBefore, at), because);
        }
    }

    /** Gone for good. */
    record Deleted(ServerDescription description, Instant since, String because) implements Server {}

    /** A state in which a server can be deleted: all but the two that lead there. */
    sealed interface Deletable
            permits Requested,
                    Building,
                    Running,
                    Stopping,
                    Stopped,
                    Starting,
                    Rebooting,
                    Resuming,
                    Resizing,
                    Rebuilding,
                    Failed {

        ServerDescription description();

        Instant since();

        default Deleting delete(String because, Instant now) {
            return new Deleting(description(), now, because, since());
        }
    }

    private static Instant notBefore(Instant bound, Instant at) {
        return at.isBefore(bound) ? bound : at;
    }
}
