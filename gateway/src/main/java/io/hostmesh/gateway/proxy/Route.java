package io.hostmesh.gateway.proxy;

/** Who answers a path of the public API. */
sealed interface Route {

    /** The gateway itself. */
    record Here() implements Route {}

    record To(Upstream upstream) implements Route {}

    /** Nobody: the path does not exist. */
    record Nowhere() implements Route {}
}
