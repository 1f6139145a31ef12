package io.hostmesh.monitoring.scrape;

/** Text that is no exposition of metrics; the message names the line and is for the target's owner. */
final class MalformedExpositionException extends RuntimeException {

    MalformedExpositionException(int line, String expected) {
        super("line " + line + ": expected " + expected, null, false, false);
    }
}
