package io.hostmesh.monitoring.scrape;

/** An answer with more samples than are taken. */
final class TooManySamplesException extends RuntimeException {

    TooManySamplesException(int maximum) {
        super("the target has more than " + maximum + " samples", null, false, false);
    }
}
