package io.hostmesh.monitoring.diagnosis;

import io.vertx.core.Vertx;

/** A place where none of the programs is installed. */
public final class NoPrograms extends Programs {

    public NoPrograms(Vertx vertx) {
        super(vertx);
    }

    @Override
    public boolean has(String program) {
        return false;
    }
}
