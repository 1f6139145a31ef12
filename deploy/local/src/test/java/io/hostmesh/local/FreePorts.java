package io.hostmesh.local;

/** Ports for a mesh of a test. */
final class FreePorts {

    private FreePorts() {}

    /** The first of as many free ports as a mesh needs, looked for from that one on. */
    static int firstOfFree(int from) {
        for (int first = from; first < from + 2_000; first += Settings.PORTS) {
            if (areFree(first)) {
                return first;
            }
        }
        throw new IllegalStateException("found no " + Settings.PORTS + " free ports from " + from + " on");
    }

    private static boolean areFree(int first) {
        for (int port = first; port < first + Settings.PORTS; port++) {
            if (!Ports.isFree(port)) {
                return false;
            }
        }
        return true;
    }
}
