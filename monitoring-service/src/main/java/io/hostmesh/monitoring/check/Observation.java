package io.hostmesh.monitoring.check;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came back when a target was asked once. */
sealed interface Observation {

    /** From the beginning of the question to the end of the answer; until it was given up where there is none. */
    double latencyMillis();

    /** {@code body} is the first part of it; header names are in lower case. */
    record HttpAnswer(int status, Map<String, String> headers, String body, double latencyMillis)
            implements Observation {}

    /** {@code banner} is what the server said first, empty where nothing was waited for. */
    record Connected(String banner, double latencyMillis) implements Observation {}

    /**
     * A TLS handshake.
     *
     * @param notAfter the end of the validity of the certificate that ends first in the chain
     * @param distrust why the chain or the name is not trusted, or null
     */
    record Certified(
            Instant notAfter, String subject, @Nullable String distrust, double latencyMillis) implements Observation {}

    record Resolved(List<String> values, double latencyMillis) implements Observation {}

    record Echoed(double latencyMillis) implements Observation {}

    /** Nobody answered, or not as the protocol wants it. */
    record Unreached(String because, double latencyMillis) implements Observation {}

    /** The place has no means to ask; this says nothing about the target. */
    record NotAvailable(String because, double latencyMillis) implements Observation {}
}
