package io.hostmesh.monitoring.check;

import io.smallrye.mutiny.Uni;

/** Asks targets of one or some types. */
interface Prober {

    /** Asks once, within the check's timeout; fails for nothing but a fault of its own. */
    Uni<Observation> ask(CheckDefinition check);
}
