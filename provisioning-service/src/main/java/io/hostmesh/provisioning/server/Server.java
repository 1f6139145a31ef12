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
            return new Stopping(description, now);
        }

        /** Its host went down with it and is back: it is powered on again. */
        Starting restart(Instant now) {
            return new Starting(description, now);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, at.isBefore(answeredAt) ? answeredAt : at, because, evidence);
        }
    }

    /** Its machine is being powered off. */
    record Stopping(ServerDescription description, Instant since) implements Server, Deletable {

        Stopped stopped(Instant at) {
            return new Stopped(description, at);
        }
    }

    /** Powered off; its disk is kept. */
    record Stopped(ServerDescription description, Instant since) implements Server, Deletable {

        Starting start(Instant now) {
            return new Starting(description, now);
        }
    }

    /** Powered on again and not answering yet; to customers this is {@code building}. */
    record Starting(ServerDescription description, Instant since) implements Server, Deletable {

        Running answered(String address, Instant at) {
            return new Running(description, at, address, at);
        }

        Failed fail(String because, FailureEvidence evidence, Instant at) {
            return new Failed(description, at, because, evidence);
        }
    }

    /** Gone or broken, and not because it was asked to. */
    record Failed(ServerDescription description, Instant since, String because, FailureEvidence evidence)
            implements Server, Deletable {}

    /** Its machine is being deleted. {@code notBefore} is when its last billed state ended, or began if it runs. */
    record Deleting(ServerDescription description, Instant since, String because, Instant notBefore) implements Server {

        Deleted deleted(Instant at) {
            return new Deleted(description, at.isBefore(notBefore) ? notBefore : at, because);
        }
    }

    /** Gone for good. */
    record Deleted(ServerDescription description, Instant since, String because) implements Server {}

    /** A state in which a server can be deleted: all but the two that lead there. */
    sealed interface Deletable permits Requested, Building, Running, Stopping, Stopped, Starting, Failed {

        ServerDescription description();

        Instant since();

        default Deleting delete(String because, Instant now) {
            return new Deleting(description(), now, because, since());
        }
    }
}
